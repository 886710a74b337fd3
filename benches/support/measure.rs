//! Samples and what is made of them.

#![allow(dead_code, reason = "each report takes what it needs")]

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Times of one thing, in seconds, in the order in which they were taken.
#[derive(Debug, Default, Clone)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    /// Runs something once and keeps how long it took; dropping its result does not count.
    #[expect(clippy::disallowed_methods, reason = "this is what a benchmark is for")]
    pub(crate) fn take<T>(&mut self, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = black_box(run());
        self.push(start.elapsed());
        result
    }

    /// Keeps a time.
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64());
    }

    /// Takes over the times of others.
    pub(crate) fn append(&mut self, mut others: Self) {
        self.0.append(&mut others.0);
    }

    /// Returns the median in seconds.
    pub(crate) fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// Returns the 95th percentile in seconds.
    pub(crate) fn p95(&self) -> f64 {
        self.at(0.95)
    }

    /// Returns the 99th percentile in seconds.
    pub(crate) fn p99(&self) -> f64 {
        self.at(0.99)
    }

    /// Returns the longest in seconds.
    pub(crate) fn longest(&self) -> f64 {
        self.at(1.0)
    }

    /// Returns the latest in seconds.
    pub(crate) fn last(&self) -> f64 {
        self.0.last().copied().unwrap_or(f64::NAN)
    }

    /// Returns how many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the median of the ratios to samples that were taken in turn with these.
    pub(crate) fn ratio_to(&self, other: &Self) -> f64 {
        let ratios = self.0.iter().zip(&other.0).map(|(own, other)| own / other);
        Self(ratios.collect()).median()
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number of samples is small"
    )]
    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted
            .get((last as f64 * share).round() as usize)
            .copied()
            .unwrap_or(f64::NAN)
    }
}

/// Returns the slope of the line that fits the logarithms of sizes and times best.
#[expect(clippy::cast_precision_loss, reason = "sizes are small")]
pub(crate) fn slope(points: &[(usize, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points
        .iter()
        .map(|(n, t)| ((*n as f64).ln(), t.ln()))
        .collect();
    let count = logs.len() as f64;
    let mean_x = logs.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = logs.iter().map(|(_, y)| y).sum::<f64>() / count;
    let covariance: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let variance: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    covariance / variance
}
