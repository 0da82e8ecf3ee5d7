//! The engine checks its drivers: what was made contains what was planned.

use mlpc_graph::{AttrPath, Difference, Map, Value, diff};

use super::references::at;

/// Where what is observed doesn't contain what was planned; attributes that only the cloud knows are no difference, nor are secrets, which
/// no answer shows.
pub fn contains(observed: &Map, planned: &Map) -> Vec<Difference> {
    // Engines that keep values themselves answer without attributes: there is nothing to compare.
    if observed.is_empty() {
        return Vec::new();
    }
    let found = diff(planned, observed).into_iter();
    found.filter(|it| matches!(&it.from, Some(from) if !matches!(from, Value::Secret(_) | Value::Null))).collect()
}

/// What of an answer goes into the record: computed attributes, those inside planned blocks where somebody refers to them.
pub fn outputs(observed: &Map, planned: &Map, wanted: &[AttrPath]) -> Map {
    let mut outputs: Map = observed.iter().filter(|it| planned.get(&it.key).is_none()).cloned().collect();
    for path in wanted {
        if let (Some(value), None, None) = (at(observed, path), at(planned, path), at(&outputs, path)) {
            outputs.push(path.to_string(), value.clone());
        }
    }
    outputs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_attributes_are_kept_and_planned_ones_compared() {
        let planned = Map::new().with("name", "a").with("vpc", Value::block(Map::new().with("x", 1)));
        let observed = Map::new().with("name", "b").with("vpc", Value::block(Map::new().with("x", 1).with("sg", "sg-1"))).with("id", "i-1");
        let paths: Vec<_> = contains(&observed, &planned).iter().map(|it| it.path.to_string()).collect();
        assert_eq!(paths, ["name"]);
        let kept = outputs(&observed, &planned, &[AttrPath::parse("vpc[0].sg"), AttrPath::parse("name")]);
        assert_eq!(kept, Map::new().with("id", "i-1").with("vpc[0].sg", "sg-1"));
    }
}
