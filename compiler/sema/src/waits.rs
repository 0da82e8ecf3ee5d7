//! Services that can't answer without each other: a cycle of `depends-on`.

use mlpc_diag::Diagnostic;
use mlpc_model::{DeclId, ModelService, Platform};
use mlpc_source::Span;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::codes::dependency_cycle;
use crate::cx::Cx;

/// How far the walk is with a service.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Walk {
    /// It is on the path; the number is its place there.
    OnPath(usize),
    Done,
}

/// One service of the path, and which of its dependencies comes next.
struct Hop {
    service: usize,
    next: usize,
}

impl Cx<'_> {
    /// Reports each cycle of dependencies that none of its services says to be optional, once and with its whole path.
    pub(crate) fn report_services_in_cycles(&mut self, platform: &Platform) {
        let services = &platform.services;
        let by_decl: FxHashMap<DeclId, usize> = services.iter().enumerate().map(|(at, it)| (it.decl, at)).collect();
        let mut walks: FxHashMap<usize, Walk> = FxHashMap::default();
        for start in 0..services.len() {
            if walks.contains_key(&start) {
                continue;
            }
            walks.insert(start, Walk::OnPath(0));
            let mut path = vec![Hop { service: start, next: 0 }];
            while let Some(hop) = path.last_mut() {
                let needs = services.get(hop.service).and_then(|it| it.depends_on.get(hop.next));
                hop.next += 1;
                let Some(needs) = needs else {
                    walks.insert(hop.service, Walk::Done);
                    path.pop();
                    continue;
                };
                let Some(on) = by_decl.get(&needs.on.value).copied().filter(|_| !needs.optional.value) else { continue };
                match walks.get(&on) {
                    Some(Walk::Done) => {}
                    Some(Walk::OnPath(from)) => {
                        let cycle: Vec<&ModelService> = path.iter().skip(*from).filter_map(|hop| services.get(hop.service)).collect();
                        self.report_cycle_of_services(platform, &cycle);
                    }
                    None => {
                        walks.insert(on, Walk::OnPath(path.len()));
                        path.push(Hop { service: on, next: 0 });
                    }
                }
            }
        }
    }

    fn report_cycle_of_services(&mut self, platform: &Platform, cycle: &[&ModelService]) {
        let address = |service: &ModelService| platform.decl(service.decl).map(|decl| decl.address.clone()).unwrap_or_default();
        let Some(first) = cycle.first().copied() else { return };
        let path: Vec<SmolStr> = cycle.iter().copied().chain([first]).map(address).collect();
        let message = format!("{} can't answer without itself: {}", address(first), path.join(" → "));
        let mut diagnostic = Diagnostic::new(&dependency_cycle::RULE, message);
        for (at, service) in cycle.iter().enumerate() {
            let needed = cycle.get(at + 1).copied().unwrap_or(first);
            let span = self.span_of_need(service, needed.decl);
            diagnostic = diagnostic.label_opt(span, format!("needs {}", address(needed))).subject(address(service));
        }
        self.report(diagnostic.help("remove one of these `depends-on`, or say which service answers without the other: `optional=#true`"));
    }

    fn span_of_need(&self, service: &ModelService, on: DeclId) -> Option<Span> {
        let needs = service.depends_on.iter().find(|it| it.on.value == on && !it.optional.value)?;
        self.origins.span(needs.on.origin)
    }
}
