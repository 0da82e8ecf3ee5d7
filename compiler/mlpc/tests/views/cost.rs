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

/// The starter in a region of which the catalog has no prices, or only some, and not the zones.
fn starter_in(region: &str) -> Platform {
    let network = r#"network "main" cidr="10.20.0.0/16""#;
    let platform = include_str!("../../../../stdlib/templates/starter/platform.mlp.kdl").replace("us-east-1", region);
    let zones = r#" { zones "its-az1" "its-az2" "its-az3"; }"#;
    let platform = platform.replace(network, &format!("{network}{}", if region == "us-east-1" { "" } else { zones }));
    let team = include_str!("../../../../stdlib/templates/starter/team.mlp.kdl");
    Platform::of(&[("platform.mlp.kdl", platform), ("team.mlp.kdl", team.to_owned())])
}

#[test]
fn a_missing_price_is_unknown_and_not_nothing() {
    for region in ["cn-north-1", "ap-southeast-7"] {
        let platform = starter_in(region);
        let mut text = String::new();
        for args in [
            &["cost"][..],
            &["cost", "--by", "pool"],
            &["cost", "--format", "csv"],
            &["cost", "--format", "focus"],
            &["cost", "--format", "json"],
            &["check"],
        ] {
            let printed = platform.mlpc(args);
            text.push_str(&format!("$ mlpc {}\n{}{}\n", args.join(" "), printed.stdout, printed.stderr));
        }
        let plan = platform.mlpc(&["plan"]);
        let line = |text: &str| text.lines().find(|line| line.starts_with("Cost:")).map(str::to_owned);
        text.push_str(&line(&plan.stdout).or(line(&plan.stderr)).expect("a plan says what it costs"));
        snapshot("cost", &format!("unpriced-{region}"), &text);
    }
}

#[test]
fn a_preview_does_not_subtract_what_has_no_price() {
    let platform = starter_in("us-east-1");
    platform.edit("platform.mlp.kdl", "us-east-1", "cn-north-1");
    platform.edit("platform.mlp.kdl", "cidr=\"10.20.0.0/16\"", "cidr=\"10.20.0.0/16\" { zones \"its-az1\" \"its-az2\" \"its-az3\"; }");
    snapshot("cost", "unpriced-preview", &platform.mlpc(&["preview", "--base", "HEAD"]).stdout);
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
