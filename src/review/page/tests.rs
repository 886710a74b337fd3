//! Pages in both formats, and what hostile text becomes in them.

use super::*;

/// Text that wants to be markup, in Markdown and in HTML.
const HOSTILE: &str =
    "a` <script>alert(1)</script> [x](http://y) @team #1 |\n# b --> \u{202e}\u{1b}[31m *x* ``` ";

fn page(blocks: Vec<Block>) -> Page {
    Page {
        marker: Some("gatewright review x".to_owned()),
        title: "Review of `x`".to_owned(),
        blocks,
    }
}

fn sample() -> Page {
    let mut table = Table::new(&["Packet", "Only after"]);
    table.rows.push(vec![
        "`keys`".to_owned(),
        "`quality` (proved) | maybe".to_owned(),
    ]);
    page(vec![
        Block::Paragraph(
            "Looser.".to_owned(),
            "One `gate_id` passes more.".to_owned(),
        ),
        Block::Heading(2, "What changed".to_owned()),
        Block::List(vec![
            Item::strong("looser", "gate `quality`").part("tests_ok: 1 -> 2"),
            Item::plain("1. no number, - no dash"),
        ]),
        Block::Table(table),
        Block::Fold(
            "Shown `on` demand".to_owned(),
            vec![
                Block::Code("json", "{\n  \"a\": \"```\"\n}".to_owned()),
                Block::Drawing {
                    mermaid: "flowchart TB\n".to_owned(),
                    svg: "<svg></svg>\n".to_owned(),
                },
            ],
        ),
    ])
}

#[test]
fn markdown_reads_well_as_it_is() {
    insta::assert_snapshot!(sample().markdown(), @r#"
    <!-- gatewright review x -->
    # Review of `x`

    **Looser.** One `gate_id` passes more.

    ## What changed

    - **looser** gate `quality`
      - tests_ok: 1 -> 2
    - 1&#46; no number, - no dash

    | Packet | Only after |
    | --- | --- |
    | `keys` | `quality` (proved) &#124; maybe |

    <details><summary>Shown <code>on</code> demand</summary>

    ````json
    {
      "a": "```"
    }
    ````

    ```mermaid
    flowchart TB
    ```

    </details>
    "#);
}

#[test]
fn html_is_one_page_with_everything_in_it() {
    let html = sample().html();
    let (_, body) = html.split_once("<body>\n").expect("a body");
    insta::assert_snapshot!(body, @r#"
    <h1>Review of <code>x</code></h1>
    <p><strong>Looser.</strong> One <code>gate_id</code> passes more.</p>
    <h2>What changed</h2>
    <ul>
    <li><strong>looser</strong> gate <code>quality</code>
    <ul>
    <li>tests_ok: 1 -&gt; 2</li>
    </ul>
    </li>
    <li>1. no number, - no dash</li>
    </ul>
    <table>
    <tr><th>Packet</th><th>Only after</th></tr>
    <tr><td><code>keys</code></td><td><code>quality</code> (proved) | maybe</td></tr>
    </table>
    <details><summary>Shown <code>on</code> demand</summary>
    <pre>{
      &quot;a&quot;: &quot;```&quot;
    }</pre>
    <div class="drawing">
    <svg></svg>
    </div>
    </details>
    </body>
    </html>
    "#);
    assert!(html.starts_with("<!doctype html>\n<!-- gatewright review x -->\n"));
    assert!(html.contains("<title>Review of x</title>"));
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn text_from_files_is_no_markup_wherever_it_stands() {
    let mut table = Table::new(&[HOSTILE]);
    table.rows.push(vec![HOSTILE.to_owned()]);
    let quoted = format!("`{HOSTILE}`");
    let mut item = Item::strong(HOSTILE, quoted.clone());
    item.parts.push(Item::plain(HOSTILE));
    let blocks = vec![
        Block::Heading(2, quoted.clone()),
        Block::Paragraph(quoted.clone(), HOSTILE.to_owned()),
        Block::List(vec![item]),
        Block::Table(table),
        Block::Fold(quoted, vec![Block::Code("json", HOSTILE.to_owned())]),
    ];
    let page = Page {
        marker: Some(format!("gatewright review {HOSTILE}")),
        title: HOSTILE.to_owned(),
        blocks,
    };
    let markdown = page.markdown();
    for text in [&markdown, &page.html()] {
        assert!(!text.contains(['\u{202e}', '\u{1b}']), "{text}");
        let marker = "<!-- gatewright review a%60 %3Cscript%3Ealert%281%29%3C%2Fscript%3E ";
        assert!(text.contains(marker), "{text}");
    }
    assert!(!page.html().contains("<script"), "{}", page.html());
    // Only lines that are shown as they are may hold what looks like markup.
    let (before, fenced) = markdown.split_once("\n````json\n").expect("a longer fence");
    for markup in ["<script", "](http", "@team", " #1", "*x*"] {
        assert!(!before.contains(markup), "{markup} in {before}");
    }
    let (lines, after) = fenced.split_once("\n````\n").expect("the end of the fence");
    assert!(
        lines.contains("<script>") && !after.contains("script"),
        "{after}"
    );
    for line in before.lines().filter(|line| line.starts_with('|')) {
        assert_eq!(line.matches('|').count(), 2, "{line}");
    }
}

#[test]
fn a_text_begins_nothing_by_its_first_characters() {
    for (text, written) in [
        ("- a", "&#45; a"),
        ("+ a", "&#43; a"),
        ("=== a", "&#61;== a"),
        ("12. a", "12&#46; a"),
        ("1) a", "1&#41; a"),
        ("12 gates", "12 gates"),
        ("2", "2"),
        ("> a", "&gt; a"),
        ("a -> b", "a -> b"),
        ("a ->b", "a -&gt;b"),
        ("a_b __c__", "a_b &#95;&#95;c&#95;&#95;"),
        ("`a_b`", "`a_b`"),
        ("`a|b`", "<code>a&#124;b</code>"),
        ("`a` `` b`", "`a` &#96;&#96; b&#96;"),
        ("`` ` ``", "&#96;&#96; &#96; &#96;&#96;"),
        ("a  ", "a"),
        ("", ""),
    ] {
        let page = page(vec![Block::says(text)]);
        let markdown = page.markdown();
        let (_, shown) = markdown.split_once("`x`\n\n").expect("the paragraph");
        assert_eq!(shown.trim_end_matches('\n'), written, "{text}");
    }
}

#[test]
fn a_marker_cannot_end_its_comment() {
    for (name, written) in [
        ("a", "<!-- a -->\n"),
        ("a-b_c.d", "<!-- a-b_c.d -->\n"),
        ("a-->b", "<!-- a-%2D%3Eb -->\n"),
        ("a--", "<!-- a-%2D -->\n"),
        ("ä%", "<!-- %C3%A4%25 -->\n"),
    ] {
        assert_eq!(marker(name), written);
    }
}

#[test]
fn lines_are_kept_from_the_start_and_no_heading_is_left_alone() {
    let page = sample();
    let all = lines(&page.blocks);
    assert_eq!(all, 1 + 2 + 1 + 2);
    assert_eq!(first_lines(&page.blocks, all), page.blocks);
    assert_eq!(first_lines(&page.blocks, 0), []);
    assert_eq!(first_lines(&page.blocks, 1), page.blocks[..1]);
    for count in 0..=all {
        let kept = first_lines(&page.blocks, count);
        assert_eq!(lines(&kept), count);
        assert!(!matches!(kept.last(), Some(Block::Heading(..))));
    }
}
