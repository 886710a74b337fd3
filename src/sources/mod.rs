//! What the builder reads besides the draft: contracts, data shapes, server settings, the workspace.
