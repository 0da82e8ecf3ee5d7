//! What parses formats; formatting twice changes nothing, and the values stay.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(once) = mlpc_syntax::format(text) else { return };
    assert_eq!(mlpc_syntax::format(&once).as_ref(), Ok(&once));
    let (before, after) = (mlpc_syntax::parse(text.into()), mlpc_syntax::parse(once.as_str().into()));
    assert_eq!(before.tree.n_nodes(), after.tree.n_nodes());
    for (a, b) in before.tree.nodes().zip(after.tree.nodes()) {
        assert_eq!((a.name(), a.has_block()), (b.name(), b.has_block()));
        assert!(a.entries().map(|it| (it.name(), it.value())).eq(b.entries().map(|it| (it.name(), it.value()))));
    }
});
