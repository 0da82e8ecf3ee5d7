//! What the quickstart costs, in every form.

use crate::support::{Platform, snapshot};

#[test]
fn tables_and_lists() {
    let atlas = Platform::quickstart();
    for by in ["tenant", "team", "target", "pool"] {
        snapshot("cost", &format!("quickstart-{by}"), &atlas.mlpc(&["cost", "--by", by]).stdout);
    }
    for format in ["csv", "focus"] {
        snapshot("cost", &format!("quickstart-{format}"), &atlas.mlpc(&["cost", "--format", format]).stdout);
    }
}

#[test]
fn every_row_adds_up() {
    let atlas = Platform::quickstart();
    for by in ["tenant", "team", "target", "pool"] {
        let text = atlas.mlpc(&["cost", "--format", "json", "--by", by]).stdout;
        let costs: serde_json::Value = serde_json::from_str(&text).unwrap();
        let amount = |cost: &serde_json::Value, of: &str| mlpc_units::Rational::parse(cost[of].as_str().unwrap()).unwrap();
        for of in ["min", "expected", "max"] {
            for rows in ["groups", "lines"] {
                let rows = costs[rows].as_array().unwrap();
                let sum = rows.iter().fold(mlpc_units::Rational::ZERO, |sum, row| sum.checked_add(amount(&row["cost"], of)).unwrap());
                // Shares of a third are cut at a millionth.
                let off = sum.checked_sub(amount(&costs["total"], of)).unwrap();
                assert!(
                    off < mlpc_units::Rational::new(1, 1000).unwrap() && off > mlpc_units::Rational::new(-1, 1000).unwrap(),
                    "{by} {of} {off}"
                );
            }
        }
    }
}
