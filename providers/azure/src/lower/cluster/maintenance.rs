//! When AKS may upgrade: windows of the cluster and of its nodes' images.

use mlpc_graph::{Map, Value};
use mlpc_model::Cluster;
use mlpc_units::Duration;

/// Milliseconds of an hour.
const HOUR: i64 = 60 * 60 * 1000;
/// Hours of a window, the least and the most (AKS, "Use planned maintenance").
const HOURS: (i64, i64) = (4, 24);

/// Adds both windows, as the spec says `"sun 03:00"` or `"daily 09:00"`.
pub(super) fn windows(spec: &Cluster, attrs: Map) -> Map {
    let Some(maintenance) = &spec.maintenance else { return attrs };
    let Some((day, time)) = maintenance.start.split_once(' ') else { return attrs };
    let window = || {
        let often = match weekday(day) {
            Some(weekday) => Map::new().with("frequency", "Weekly").with("interval", 1).with("day_of_week", weekday),
            None => Map::new().with("frequency", "Daily").with("interval", 1),
        };
        let window = often.with("start_time", time).from_field(maintenance.start.origin).with("utc_offset", "+00:00");
        Value::block(window.with("duration", hours(maintenance.duration.value)).from_field(maintenance.duration.origin))
    };
    attrs.with("maintenance_window_auto_upgrade", window()).with("maintenance_window_node_os", window())
}

fn hours(duration: Duration) -> i64 {
    let (least, most) = HOURS;
    duration.milliseconds().div_euclid(HOUR).clamp(least, most)
}

fn weekday(day: &str) -> Option<&'static str> {
    const DAYS: [(&str, &str); 7] = [
        ("mon", "Monday"),
        ("tue", "Tuesday"),
        ("wed", "Wednesday"),
        ("thu", "Thursday"),
        ("fri", "Friday"),
        ("sat", "Saturday"),
        ("sun", "Sunday"),
    ];
    DAYS.iter().find(|(short, _)| *short == day).map(|(_, long)| *long)
}
