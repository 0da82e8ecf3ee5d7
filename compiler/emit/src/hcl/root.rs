//! A Terraform root: the files of a target.

use mlpc_graph::{Address, Map, ResourceGraph, ResourceId, Value};
use smol_str::{SmolStr, format_smolstr};

use super::text::push_comment;
use super::writer::Hcl;
use crate::cx::is_of_provider;
use crate::layout::{Item, layout};
use crate::{Cloud, EmitCx, EmitFault, Generator, TargetCx, Tree};

/// The oldest Terraform that reads what is emitted: state locks in S3 itself came to be with 1.11.
const REQUIRED_VERSION: &str = ">= 1.11";

/// Writes the root of a target; none if nothing in it is Terraform's.
pub(crate) fn root(graph: &ResourceGraph, target: &TargetCx, cx: &EmitCx<'_>, tree: &mut Tree, faults: &mut Vec<EmitFault>) {
    let here = |id: &ResourceId| graph.resources().get(*id).is_some_and(|it| it.in_terraform() && it.place.target == target.name);
    let ids: Vec<ResourceId> = graph.resources().ids().filter(here).collect();
    if ids.is_empty() && target.removed.is_empty() && !target.holds {
        return;
    }
    let in_root = |to: &Address| graph.id(to).is_some_and(|id| here(&id));
    let path = |name: &str| format_smolstr!("{}/{name}.tf", target.name);
    let layout = layout(graph, &ids, faults);
    let mut add = |name: &str, text: String| tree.add(path(name), Generator::Terraform, text);
    for (name, groups) in &layout.files {
        let mut hcl = Hcl::new(faults, &in_root);
        for (key, items) in groups {
            hcl.separate();
            push_comment(&mut hcl.out, 0, &heading(&key.owner, cx));
            for item in items {
                hcl.out.push('\n');
                match item {
                    Item::Resource(resource) => hcl.resource(resource),
                    Item::Policy(doc) => hcl.policy(doc),
                }
            }
        }
        add(name, hcl.out);
    }
    let resources = || ids.iter().filter_map(|id| graph.resources().get(*id));
    // What an address was or is to be is no resource of this graph.
    let anything = |_: &Address| true;
    let mut hcl = Hcl::new(faults, &anything);
    resources().for_each(|resource| hcl.import(resource));
    if !hcl.out.is_empty() {
        add("imports", hcl.out);
    }
    let mut hcl = Hcl::new(faults, &anything);
    resources().for_each(|resource| hcl.moved(resource));
    if !hcl.out.is_empty() {
        add("moved", hcl.out);
    }
    let mut hcl = Hcl::new(faults, &anything);
    target.removed.iter().for_each(|from| hcl.removed(from));
    if !hcl.out.is_empty() {
        add("removed", hcl.out);
    }
    let uses = |provider: &str| target.holds || resources().any(|it| is_of_provider(it.address.kind(), provider));
    let mut hcl = Hcl::new(faults, &anything);
    hcl.settings(target, cx, &uses);
    add("terraform", hcl.out);
}

/// `network.main, platform.mlp.kdl`.
pub(crate) fn heading(owner: &str, cx: &EmitCx<'_>) -> SmolStr {
    match (cx.source)(owner) {
        Some(file) => format_smolstr!("{owner}, {file}"),
        None => owner.into(),
    }
}

impl<'a> Hcl<'a> {
    pub(super) fn new(faults: &'a mut Vec<EmitFault>, in_root: &'a dyn Fn(&Address) -> bool) -> Self {
        Self { out: String::new(), faults, in_root, at: SmolStr::default() }
    }

    /// Versions, backend, providers: `terraform.tf`.
    fn settings(&mut self, target: &TargetCx, cx: &EmitCx<'_>, uses: &impl Fn(&str) -> bool) {
        let made = format!(
            "Made by mlpc {} from platform \"{}\", target \"{}\". Change the spec, not this file: `mlpc why ADDRESS` names the line.",
            cx.mlpc, cx.platform, target.name
        );
        push_comment(&mut self.out, 0, &made);
        let mut required = Map::new();
        let mut pin = |name: &str, source: &str, version: &str| {
            required.push(name, Map::new().with("source", source).with("version", version));
        };
        let cloud = target.cloud.provider().filter(|(name, _)| uses(name));
        if let Some((name, source)) = cloud {
            pin(name, source, &target.provider_version);
        }
        for provider in &target.providers {
            pin(provider.name(), &provider.source, &provider.version);
        }
        self.open(&["terraform"], 0);
        self.arguments(&Map::new().with("required_version", REQUIRED_VERSION), 1);
        if !required.is_empty() {
            self.out.push('\n');
            self.block(&["required_providers"], &required, 1);
        }
        if let Some(backend) = &target.backend {
            self.out.push('\n');
            self.block(&["backend", &backend.kind], &backend.settings, 1);
        }
        self.close(0, true);
        if let Some((name, _)) = cloud {
            self.out.push('\n');
            self.block(&["provider", name], &provider_settings(target), 0);
        }
        for provider in &target.providers {
            self.out.push('\n');
            self.block(&["provider", provider.name()], &provider.settings, 0);
        }
    }
}

/// What the block of the cloud's own provider holds. The account stands there so that other credentials can't apply it elsewhere.
fn provider_settings(target: &TargetCx) -> Map {
    let tags = (!target.default_tags.is_empty()).then(|| target.default_tags.clone());
    match target.cloud {
        Cloud::Aws => Map::new()
            .with("region", &target.region)
            .with("allowed_account_ids", Value::texts([target.account.clone()]))
            .with_opt("default_tags", tags.map(|tags| Value::block(Map::new().with("tags", tags)))),
        Cloud::Gcp => Map::new().with("project", &target.account).with("region", &target.region).with_opt("default_labels", tags),
        // Accounts of ours have no keys, so what is in them is asked for by identity.
        Cloud::Azure => {
            Map::new().with("subscription_id", &target.account).with("storage_use_azuread", true).with("features", Value::block(Map::new()))
        }
        Cloud::Kubernetes => Map::new(),
    }
}
