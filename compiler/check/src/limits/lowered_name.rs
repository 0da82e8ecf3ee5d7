//! MLP0801 where names are put together on Azure and Google Cloud (`kinds.md`, "Names"); on AWS the lowering of each kind says it.

use mlpc_catalog::ServiceLimit;
use mlpc_diag::{Diagnostic, Diagnostics};
use mlpc_lower::codes::NAME_TOO_LONG;
use mlpc_model::{Cloud, Decl, DeclId, Platform};

use crate::CheckCx;

/// How a kind's name is made in one cloud.
struct Named {
    kind: &'static str,
    cloud: Cloud,
    /// The catalog's words for it, and ours.
    resource: &'static str,
    what: &'static str,
    /// Whether all but letters and digits is cut out, so that nothing joins the parts.
    is_cut: bool,
    /// Characters that follow the parts: the hash of the project.
    n_behind: usize,
    charset: &'static str,
    /// Where the name must be its only one.
    unique_in: &'static str,
}

const NAMED: &[Named] = &[
    azure("bucket", "storage account", true, "a-z and 0-9", ", unique in all of Azure"),
    azure("registry", "container registry", true, "letters and digits", ", unique in all of Azure"),
    azure("key", "key vault", true, "letters, digits and `-`", ", unique in all of Azure"),
    azure("cluster", "aks cluster", false, "letters, digits, `-` and `_`", ""),
    azure("cache", "redis cache", false, "letters, digits and `-`", ", unique in all of Azure"),
    gcp("cluster", "gke cluster", 0),
    gcp("bucket", "gcs bucket", 7),
    gcp("database", "cloud sql instance", 0),
    gcp("cache", "memorystore redis instance", 0),
    gcp("secret", "secret manager secret", 0),
];

const fn azure(kind: &'static str, resource: &'static str, is_cut: bool, charset: &'static str, unique_in: &'static str) -> Named {
    Named { kind, cloud: Cloud::Azure, resource, what: resource, is_cut, n_behind: 0, charset, unique_in }
}

const fn gcp(kind: &'static str, resource: &'static str, n_behind: usize) -> Named {
    Named { kind, cloud: Cloud::Gcp, resource, what: resource, is_cut: false, n_behind, charset: "a-z, 0-9 and `-`", unique_in: "" }
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    if platform.targets.iter().all(|target| !matches!(target.cloud.value, Cloud::Azure | Cloud::Gcp)) {
        return;
    }
    for (id, decl) in platform.decls.iter_enumerated().filter(|(_, decl)| decl.fields.get("existing").is_none()) {
        let Some(cloud) = platform.target_of(id).map(|target| target.cloud.value) else { continue };
        let Some(named) = NAMED.iter().find(|it| it.kind == decl.kind && it.cloud == cloud) else { continue };
        let cloud_name = if cloud == Cloud::Azure { "azure" } else { "gcp" };
        let Some(limit) = cx
            .catalog
            .service_limit(cloud_name, named.resource, "name")
            .or_else(|| cx.catalog.service_limit(cloud_name, named.resource, "id"))
        else {
            continue;
        };
        out_of_limit(cx, platform, (id, decl), named, &limit, out);
    }
}

fn out_of_limit(
    cx: &CheckCx<'_>,
    platform: &Platform,
    (id, decl): (DeclId, &Decl),
    named: &Named,
    limit: &ServiceLimit,
    out: &mut Diagnostics,
) {
    let Some(most) = limit.max.and_then(|max| usize::try_from(max).ok()) else { return };
    let least = limit.min.unwrap_or(1);
    let who = if named.cloud == Cloud::Azure { "Azure" } else { "Google Cloud" };
    let chosen = decl.fields.get("cloud-name").filter(|item| item.is_present());
    let tenant = platform.tenant_of(id);
    let parts: Vec<String> = match chosen {
        Some(item) => vec![platform.text_of(&item.val, id).to_string()],
        None => [Some(platform.name.as_str()), tenant.map(|it| it.name.as_str()), Some(decl.name.as_str())]
            .into_iter()
            .flatten()
            .map(|part| if named.is_cut { part.chars().filter(char::is_ascii_alphanumeric).collect() } else { part.to_owned() })
            .collect(),
    };
    let behind = if chosen.is_some() { 0 } else { named.n_behind };
    let joined = parts.join(if named.is_cut { "" } else { "-" });
    let n = joined.chars().count() + behind;
    if n <= most {
        return;
    }
    let what = named.what;
    let shown = if behind > 0 { format!("{joined}-…") } else { joined };
    let counts = parts.iter().map(|part| part.chars().count().to_string()).collect::<Vec<_>>().join(" + ");
    let how = if named.is_cut { ", letters and digits only" } else { ", joined by `-`" };
    let sum = if named.is_cut { format!(": {counts} = {n}") } else { String::new() };
    let label = match (chosen, tenant) {
        (Some(_), _) => "its `cloud-name`".to_owned(),
        (None, Some(_)) => format!("lowers to platform + tenant + name{how}{sum}"),
        (None, None) => format!("lowers to platform + name{how}{sum}"),
    };
    let mut found = Diagnostic::new(&NAME_TOO_LONG, format!("{what} name `{shown}` has {n} characters; {who} allows {most}"))
        .label_opt(chosen.and_then(|item| cx.span(item.origin)).or_else(|| cx.name(id)), label);
    if let (None, Some(tenant)) = (chosen, tenant)
        && let Some(part) = parts.get(1)
    {
        found = found.label_opt(cx.name(tenant.decl), format!("{} of them", part.chars().count()));
    }
    let proposed = proposed(&parts, most.saturating_sub(behind), named.is_cut);
    out.push(
        found
            .help(format!(
                "give it a name of its own: `{} \"{}\" cloud-name=\"{proposed}\"` ({least} to {most} of {}{})",
                decl.kind, decl.name, named.charset, named.unique_in
            ))
            .note(format!("names that nobody types are shortened with a hash; a {what} is part of URLs, so this one is yours to choose"))
            .subject(decl.address.clone()),
    );
}

/// The parts, the longest of those before the last cut until all fits.
fn proposed(parts: &[String], most: usize, is_cut: bool) -> String {
    let separator = if is_cut { "" } else { "-" };
    let mut parts = parts.to_vec();
    loop {
        let joined = parts.join(separator);
        let over = joined.chars().count().saturating_sub(most);
        let Some(longest) = parts.iter_mut().max_by_key(|part| part.chars().count()).filter(|_| over > 0) else { return joined };
        let n = longest.chars().count();
        let kept: String = longest.chars().take(n.saturating_sub(over).max(1)).collect();
        kept.trim_end_matches('-').clone_into(longest);
        if longest.chars().count() >= n {
            return joined;
        }
    }
}
