//! MLP1107: pods that are told of a bucket which their identity may not use.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Bucket, Cloud, DeclId, Item, Part, Platform, Val, WorkloadRef};

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP1107",
    name: "access-missing",
    severity: Severity::Warning,
    title: "told of a bucket, without access to it",
    since: "0.1",
    explain: include_str!("access_missing.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for workload in platform.workloads() {
        let mut said: Vec<DeclId> = Vec::new();
        for (name, item) in workload.shared().env.iter() {
            for bucket in named(item).into_iter().filter_map(|id| platform.bucket(id)) {
                if !said.contains(&bucket.decl) && own(platform, workload, bucket) && !used(platform, workload, bucket.decl) {
                    said.push(bucket.decl);
                    out.push(diagnose(cx, workload, bucket, name, item));
                }
            }
        }
    }
}

/// The declarations whose values a variable is made of.
fn named(item: &Item) -> Vec<DeclId> {
    match &item.val {
        Val::Deferred(deferred) => vec![deferred.decl],
        Val::Template(parts) => {
            let deferred = parts.iter().filter_map(|part| if let Part::Deferred(it) = part { Some(it.decl) } else { None });
            deferred.collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the bucket is the tenant's own, in a cloud where pods have identities; another tenant's needs a grant, which is MLP0306's.
fn own(platform: &Platform, workload: WorkloadRef<'_>, bucket: &Bucket) -> bool {
    let aws = |id| platform.target_of(id).is_some_and(|it| it.cloud.value == Cloud::Aws);
    bucket.tenant.is_some_and(|it| it.value == workload.shared().tenant.value) && aws(bucket.decl) && aws(workload.decl())
}

/// Whether some field of the workload gives its identity access to the bucket.
fn used(platform: &Platform, workload: WorkloadRef<'_>, bucket: DeclId) -> bool {
    let work = workload.shared();
    let data = work.reads.iter().chain(&work.writes).filter_map(|it| platform.dataset(it.value));
    let by_data = data.into_iter().any(|dataset| dataset.store.value == bucket);
    by_data
        || match workload {
            WorkloadRef::Training(training) => training.checkpoints.as_ref().is_some_and(|it| it.store.value == bucket),
            WorkloadRef::Service(service) => service.model.as_ref().is_some_and(|model| {
                model.value.parts().iter().any(|part| matches!(part, Part::Deferred(deferred) if deferred.decl == bucket))
            }),
            WorkloadRef::Pipeline(_) => false,
        }
}

fn diagnose(cx: &CheckCx<'_>, workload: WorkloadRef<'_>, bucket: &Bucket, variable: &str, item: &Item) -> Diagnostic {
    let message = format!(
        "`{}` is told of bucket `{}` in `{variable}`, and nothing lets its pods use it: every call would be refused",
        workload.name(),
        bucket.name
    );
    Diagnostic::new(&RULE, message)
        .label_opt(cx.span(item.origin), "named here")
        .label_opt(cx.kind_and_name(bucket.decl), "no dataset of it is read or written")
        .help(format!("say what it uses: `dataset \"…\" in=\"{}\"`, and `reads` or `writes` of it in `{}`", bucket.name, workload.name()))
        .subject(workload.address().clone())
        .subject(bucket.address.clone())
}
