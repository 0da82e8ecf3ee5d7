//! MLP0414: a disk that doesn't hold what is put there. Memory of pods is MLP1101's.

use mlpc_analysis::model::fit::is_judged;
use mlpc_analysis::model::lookup::Lookup;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Cloud, ModelService, Platform, Pool, PoolClass, Scratch};
use mlpc_source::Span;
use mlpc_units::{ByteUnit, Quantity, Rational};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0414",
    name: "scratch-too-small",
    severity: Severity::Warning,
    title: "local disk too small for what is cached there",
    since: "0.1",
    explain: include_str!("scratch_too_small.md"),
};

/// Of a boot disk, what images, logs and the system leave to pods: kubelet evicts them below 10 % free, and takes images of tens of GiB.
const OF_A_DISK: (i128, i128) = (85, 100);

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let mut lookup = Lookup::new(platform, cx.catalog);
    for service in platform.services.iter().filter(|service| is_judged(service.engine.name.value)) {
        let Some(pool) = platform.pool(service.work.pool.value).filter(|pool| pool.class() == PoolClass::Gpu) else { continue };
        if let Some(diagnostic) = weights_on_disk(cx, &mut lookup, pool, service) {
            out.push(diagnostic.subject(service.address.clone()).subject(pool.address.clone()));
        }
    }
}

/// Weights that are downloaded to the node: published files, whatever they are packed into when loaded.
fn weights_on_disk(cx: &CheckCx<'_>, lookup: &mut Lookup<'_>, pool: &Pool, service: &ModelService) -> Option<Diagnostic> {
    let model = lookup.model(service)?;
    let files = model.weights?;
    if cx.platform.target_of(pool.decl)?.cloud.value == Cloud::Kubernetes || pool.existing.is_some() {
        return None;
    }
    let machine = cx.machines(pool).into_iter().next()?;
    let local = machine.local_nvme.filter(|nvme| !nvme.value.is_zero() && pool.scratch.is_none_or(|it| it.value == Scratch::LocalSsd));
    let (room, at, what): (Quantity, Option<Span>, String) = match local {
        Some(nvme) => (nvme, cx.machine_of(pool), format!("{} GiB of local SSD", gib(nvme))),
        None => {
            let disk = pool.disk.value;
            let room = disk.checked_mul(Rational::new(OF_A_DISK.0, OF_A_DISK.1)?)?;
            let at = cx
                .field(pool.decl, "scratch")
                .or_else(|| cx.field(pool.decl, "disk").filter(|_| disk != Quantity::gibibytes(Rational::integer(100)).unwrap_or(disk)));
            (
                room,
                at.or_else(|| cx.machine_of(pool)),
                format!("no local SSD in use; of the disk of {} GiB pods have {}", gib(disk), gib(room)),
            )
        }
    };
    if files <= room {
        return None;
    }
    let message = format!("the files of {} have {} GiB; a node of `{}` has {} for them", model.id, gib(files), pool.name, gib(room));
    let needed = files.checked_div(Rational::new(OF_A_DISK.0, OF_A_DISK.1)?)?.in_unit(ByteUnit::Gi)?.ceil().to_i64()?;
    let diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(cx.field(service.decl, "model"), format!("{} GiB, downloaded before it is loaded", gib(files)))
        .label_opt(at, what);
    Some(if local.is_none() && machine.local_nvme.is_some_and(|nvme| nvme > files) {
        diagnostic.help("leave `scratch` out: the machine has local SSD")
    } else {
        diagnostic.help(format!("write `disk \"{needed}GiB\"` at least, or stream the weights from a bucket"))
    })
}

fn gib(bytes: Quantity) -> String {
    words::gib(bytes)
}
