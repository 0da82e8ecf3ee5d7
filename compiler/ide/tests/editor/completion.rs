//! What may be written at a place.

use crate::support::Compiled;

fn check(text: &str, expected: &[&str], absent: &[&str]) {
    let found = Compiled::placed(text).completions();
    for wanted in expected {
        assert!(found.iter().any(|it| it == wanted), "{wanted:?} is not among {found:#?}");
    }
    for unwanted in absent {
        assert!(!found.iter().any(|it| it.starts_with(unwanted)), "{unwanted:?} is among {found:#?}");
    }
}

#[test]
fn kinds_that_may_stand_here() {
    check("buc$0\n", &["bucket → bucket ", "for → for ", "platform → platform "], &["owner →"]);
    check("tenant \"x\" {\n    $0\n}\n", &["quota → quota", "bucket → bucket ", "for → for "], &["platform →", "network →", "param →"]);
    check("tenant \"x\" {\n    b$0\n", &["quota → quota", "bucket → bucket "], &["platform →"]);
}

#[test]
fn properties_not_yet_written() {
    check("tenant \"x\" owner=\"a@example.com\" $0\n", &["cost-center → cost-center=", "cohort → cohort="], &["owner →", "quota →"]);
    check("tenant \"x\" {\n    quota \"h100\" gpus=8 bo$0\n}\n", &["borrow → borrow="], &["gpus →", "pool →"]);
}

#[test]
fn words_of_an_enumeration() {
    check("target \"x\" cloud=$0\n", &["aws → \"aws\"", "gcp → \"gcp\""], &[]);
    check("target \"x\" cloud=\"$0\"\n", &["aws → aws"], &[]);
    check("tenant \"x\" {\n    isolation \"$0\n}\n", &["namespace → namespace", "node → node"], &[]);
    check("database \"x\" protect=$0\n", &["#true → #true"], &[]);
}

#[test]
fn references_by_kind_the_own_first() {
    let text = "bucket \"shared\"\ntenant \"a\" owner=\"a@example.com\" {\n    bucket \"own\"\n    dataset \"d\" class=\"internal\" in=\"$0\"\n}\ntenant \"b\" owner=\"b@example.com\" { bucket \"other\" }\n";
    let found = Compiled::placed(text).completions();
    assert_eq!(found, ["own → own", "shared → shared", "b/other → b/other"]);
    check("tenant \"x\" {\n    quota \"$0\"\n}\n", &["h100 → h100", "cpu → cpu"], &["main →"]);
}

#[test]
fn machines_offered_in_the_region_cheapest_first() {
    let found = Compiled::placed("gpu-pool \"x\" machine=\"$0\"\n").completions();
    assert!(found.iter().any(|it| it == "p5.48xlarge → p5.48xlarge"), "{found:?}");
    assert!(!found.iter().any(|it| it.starts_with("m7i.")), "{found:?}");
    let place = |id: &str| found.iter().position(|it| it.starts_with(id)).unwrap();
    assert!(place("g6.xlarge") < place("p5.48xlarge"));
    check("cpu-pool \"x\" machine=\"m$0\"\n", &["m7i.4xlarge → m7i.4xlarge"], &["p5."]);
}

#[test]
fn codes_of_a_waiver() {
    check("waive \"$0\"\n", &["MLP0106 → MLP0106"], &[]);
    check("waive \"MLP0106\" on=\"$0\"\n", &["gpu-pool.h100 → gpu-pool.h100", "platform → platform"], &[]);
}

#[test]
fn expressions() {
    check(
        "param \"days\" type=\"int\" default=1\nbucket \"b\" expire=\"${$0\n",
        &["days → days", "env → env", "registry → registry"],
        &["let →", "expire →"],
    );
    check("registry \"images\"\nlet \"x\" \"${registry.$0}\"\n", &["images → images"], &["days"]);
    check("registry \"images\"\nlet \"x\" \"${registry.images.u$0}\"\n", &["url → url"], &["images"]);
}

#[test]
fn fields_of_a_define() {
    check(
        "define \"trash\" {\n    param \"days\" type=\"int\"\n    bucket \"${name}\" expire=\"${days}d\"\n}\ntrash \"tmp\" $0\n",
        &["days → days="],
        &["expire"],
    );
}

#[test]
fn nothing_in_comments_and_free_text() {
    check("// buc$0\n", &[], &["bucket"]);
    check("tenant \"x\" owner=\"$0\"\n", &[], &["aws", "h100"]);
}
