//! The pages of this stage's rules: the failing example yields exactly its code, the mended one nothing.

use crate::support::{lower, spec};

/// The block of KDL below a heading.
fn example<'p>(page: &'p str, heading: &str) -> &'p str {
    let after = page.split_once(heading).expect("the heading").1;
    after.split_once("```kdl\n").and_then(|(_, rest)| rest.split_once("```")).expect("an example").0
}

#[test]
fn pages_show_what_they_say() {
    for rule in mlpc_lower::codes::RULES {
        let codes = |heading| {
            let lowered = lower(&spec(example(rule.explain, heading)));
            let mut codes: Vec<_> = lowered.out.iter().map(|it| it.rule.code).collect();
            codes.dedup();
            codes
        };
        assert_eq!(codes("## Fails"), [rule.code], "{}", rule.code);
        assert_eq!(codes("## Mended"), Vec::<&str>::new(), "{}", rule.code);
    }
}
