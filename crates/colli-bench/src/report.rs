//! What was found: a table for people, JSON for machines.

use crate::Failure;
use crate::load::Sample;
use crate::machine::Machine;
use crate::settings::Settings;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// What a row must reach.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// At least this share of the yardstick.
    RatioAtLeast(f64),
    /// At most this many times the yardstick.
    RatioAtMost(f64),
    /// At least so much, in the row's unit.
    AtLeast(f64),
    /// At most so much, in the row's unit.
    AtMost(f64),
    /// None: the figure explains another one.
    Open,
}

/// One figure beside its yardstick.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// Unit of both figures.
    pub(crate) unit: &'static str,
    /// The figure.
    pub(crate) value: f64,
    /// What it is compared with.
    pub(crate) yardstick: String,
    /// The yardstick's figure.
    pub(crate) yardstick_value: f64,
    /// What it must reach.
    pub(crate) goal: Goal,
    /// Latencies and processor time, of both.
    pub(crate) samples: Option<(Sample, Sample)>,
}

impl Row {
    /// A rate under load beside the yardstick's.
    pub(crate) fn load(
        what: impl Into<String>,
        yardstick: impl Into<String>,
        both: (Sample, Sample),
        goal: Goal,
    ) -> Self {
        Self {
            what: what.into(),
            unit: "/s",
            value: both.0.per_second,
            yardstick: yardstick.into(),
            yardstick_value: both.1.per_second,
            goal,
            samples: Some(both),
        }
    }

    /// The figure as a multiple of the yardstick.
    pub(crate) fn ratio(&self) -> f64 {
        self.value / self.yardstick_value
    }

    /// The ratio that the processor time of server and load generator together would give on cores nobody else uses.
    fn cpu_ratio(&self) -> Option<f64> {
        self.samples
            .map(|(ours, bare)| bare.both_cpu_micros / ours.both_cpu_micros)
    }

    /// Whether the goal is reached; `None` without a goal.
    pub(crate) fn reached(&self) -> Option<bool> {
        match self.goal {
            Goal::RatioAtLeast(least) => Some(self.ratio() >= least),
            Goal::RatioAtMost(most) => Some(self.ratio() <= most),
            Goal::AtLeast(least) => Some(self.value >= least),
            Goal::AtMost(most) => Some(self.value <= most),
            Goal::Open => None,
        }
    }

    fn goal_text(&self) -> String {
        let unit = self.unit;
        match self.goal {
            Goal::RatioAtLeast(least) => format!("≥ {:.0} %", least * 100.0),
            Goal::RatioAtMost(most) => format!("≤ {:.0} %", most * 100.0),
            Goal::AtLeast(least) => format!("≥ {} {unit}", number(least)),
            Goal::AtMost(most) => format!("≤ {} {unit}", number(most)),
            Goal::Open => "–".to_owned(),
        }
    }

    fn json(&self) -> Value {
        let sample = |sample: Sample| {
            json!({
                "p50Ms": rounded(sample.p50_ms), "p99Ms": rounded(sample.p99_ms),
                "serverCpuMicrosPerRequest": rounded(sample.cpu_micros),
                "serverAndGeneratorCpuMicrosPerRequest": rounded(sample.both_cpu_micros),
            })
        };
        json!({
            "what": self.what, "unit": self.unit, "value": rounded(self.value),
            "yardstick": { "what": self.yardstick, "value": rounded(self.yardstick_value) },
            "ratio": rounded(self.ratio()), "ratioByCpuTime": self.cpu_ratio().map(rounded), "goal": self.goal_text(), "reached": self.reached(),
            "subjectLoad": self.samples.map(|both| sample(both.0)),
            "yardstickLoad": self.samples.map(|both| sample(both.1)),
        })
    }
}

/// A number with as many digits as mean something.
pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => {
            let digits = format!("{value:.0}");
            let groups: Vec<&str> = digits
                .as_bytes()
                .rchunks(3)
                .rev()
                .filter_map(|g| std::str::from_utf8(g).ok())
                .collect();
            groups.join(",")
        }
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Three decimals are more than a measurement holds.
fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

const COLUMNS: [&str; 9] = [
    "what",
    "measured",
    "yardstick",
    "",
    "ratio",
    "goal",
    "p50/p99 ms",
    "server µs/request",
    "ratio by CPU time",
];

/// The rows as a Markdown table, its columns aligned.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut lines = vec![COLUMNS.map(str::to_owned)];
    lines.extend(rows.iter().map(cells));
    let widths: Vec<usize> = (0..COLUMNS.len())
        .map(|column| {
            lines
                .iter()
                .map(|cells| cells[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for (at, cells) in lines.iter().enumerate() {
        for (cell, width) in cells.iter().zip(&widths) {
            // Writing to a String cannot fail.
            let _ = write!(text, "| {cell:<width$} ");
        }
        text.push_str("|\n");
        if at == 0 {
            for width in &widths {
                let _ = write!(text, "|{}", "-".repeat(width + 2));
            }
            text.push_str("|\n");
        }
    }
    text
}

fn cells(row: &Row) -> [String; COLUMNS.len()] {
    let reached = match row.reached() {
        Some(true) => " reached",
        Some(false) => " MISSED",
        None => "",
    };
    let (latency, cpu) = match row.samples {
        Some((ours, bare)) => (
            format!("{:.2} / {:.2}", ours.p50_ms, ours.p99_ms),
            format!("{:.1} (bare {:.1})", ours.cpu_micros, bare.cpu_micros),
        ),
        None => Default::default(),
    };
    [
        row.what.clone(),
        format!("{} {}", number(row.value), row.unit),
        format!("{} {}", number(row.yardstick_value), row.unit),
        row.yardstick.clone(),
        format!("{:.0} %", row.ratio() * 100.0),
        format!("{}{reached}", row.goal_text()),
        latency,
        cpu,
        row.cpu_ratio()
            .map(|ratio| format!("{:.0} %", ratio * 100.0))
            .unwrap_or_default(),
    ]
}

/// Writes the rows as JSON.
pub(crate) fn write_json(path: &Path, machine: &Machine, settings: &Settings, rows: &[Row]) -> Result<(), Failure> {
    let report = json!({
        "machine": {
            "cpu": machine.cpu, "cores": machine.cores, "memoryMiB": machine.memory_mib,
            "fdatasyncMicros": machine.fdatasync_micros, "loadAverageBefore": machine.load,
        },
        "quick": settings.quick, "rounds": settings.rounds, "secondsEach": settings.measure.as_secs_f64(),
        "rows": rows.iter().map(Row::json).collect::<Vec<_>>(),
    });
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, format!("{report:#}\n"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: f64, goal: Goal) -> Row {
        Row {
            what: "x".into(),
            unit: "/s",
            value,
            yardstick: "y".into(),
            yardstick_value: 200.0,
            goal,
            samples: None,
        }
    }

    #[test]
    fn goals_are_judged_by_their_kind() {
        assert_eq!(row(140.0, Goal::RatioAtLeast(0.7)).reached(), Some(true));
        assert_eq!(row(139.0, Goal::RatioAtLeast(0.7)).reached(), Some(false));
        assert_eq!(row(260.0, Goal::RatioAtMost(1.3)).reached(), Some(true));
        assert_eq!(row(5_000.0, Goal::AtLeast(5_000.0)).reached(), Some(true));
        assert_eq!(row(61.0, Goal::AtMost(60.0)).reached(), Some(false));
        assert_eq!(row(61.0, Goal::Open).reached(), None);
    }

    #[test]
    fn the_table_is_aligned_and_groups_thousands() {
        let text = table(&[row(1_234_567.0, Goal::Open), row(0.5, Goal::AtMost(0.3))]);
        let widths: std::collections::HashSet<usize> = text.lines().map(|line| line.chars().count()).collect();
        assert_eq!(widths.len(), 1, "{text}");
        assert!(
            text.contains("1,234,567 /s") && text.contains("≤ 0.30 /s MISSED"),
            "{text}"
        );
    }
}
