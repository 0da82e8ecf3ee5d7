//! Any text as the value of a field, evaluated against a small platform: it has a value, or a finding says why not; every label lies in the spec.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use mlpc_catalog::Catalog;
use mlpc_diag::Diagnostics;
use mlpc_schema::KindTable;
use mlpc_sema::{Inputs, Options};
use mlpc_source::{IdxVec, Origins, Sources};

/// What expressions can name: a param, values of every type, loops, declarations of the platform and of a tenant.
const SCOPE: &str = r#"
platform "demo" owner="o@example.com"
target "aws" cloud="aws" region="us-east-1" account="111122223333"
param "n" type="int" default=3
let "list" 1 2 3
let "texts" "a" "b-c" "Ż"
let "nested" "${[[1, 2], [], ['x']]}"
let "size" "${quantity('80GiB')}"
let "hour" "${duration('1h')}"
let "price" "${money('3.50 USD/hour')}"
let "share" "${ratio('99.9%')}"
let "half" "${1 / 2}"
let "none" #null
bucket "logs" existing="shared-logs"
tenant "search" owner="s@example.com" cost-center="4400" {
    bucket "models"
}
"#;

static KINDS: LazyLock<KindTable> = LazyLock::new(KindTable::core);
static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);

fuzz_target!(|text: &str| {
    let value = if mlpc_syntax::has_expression(text) { text.to_owned() } else { format!("${{{text}}}") };
    let spec = format!("{SCOPE}resource \"terraform_data\" \"it\" input={}\n", mlpc_syntax::quote::text(&value));
    let mut sources = Sources::default();
    sources.add("platform.mlp.kdl", spec.as_str());
    let parse = mlpc_syntax::parse(spec.as_str().into());
    assert!(parse.problems.is_empty());
    let parses = IdxVec::from(vec![Arc::new(parse)]);
    let indexes = mlpc_sema::index_all(&parses);
    let options = Options { env: None, set: Vec::new(), dir_name: "demo".into(), test: None };
    let files = |path: &str| (path == "data.csv").then(|| Arc::from("name,count\na,1\nb,2\n"));
    let inputs =
        Inputs { sources: &sources, parses: &parses, indexes: &indexes, kinds: &KINDS, catalog: &CATALOG, files: &files, options: &options };
    let mut out = Diagnostics::default();
    let outcome = mlpc_sema::platform(inputs, &mut Origins::default(), &mut out);
    for label in out.iter().flat_map(|it| &it.labels) {
        assert!(spec.get(label.span.range.start as usize..label.span.range.end as usize).is_some());
    }
    let resource = outcome.platform.decls.iter().find(|it| it.kind == "resource");
    let known = resource.and_then(|it| it.fields.get("attributes")).is_some_and(|it| it.entries().len() == 1);
    assert!(known || out.iter().any(|it| it.severity == mlpc_diag::Severity::Error));
});
