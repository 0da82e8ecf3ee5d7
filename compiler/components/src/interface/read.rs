//! `component.kdl` to a [`Component`].

use std::borrow::Cow;
use std::collections::BTreeMap;

use mlpc_schema::Field;
use mlpc_syntax::{Node, Scalar};
use smol_str::SmolStr;

use super::{Access, Component, Identity, InterfaceError, Monitor, Size, Statement, StoreUse};
use crate::{Chart, Folder, Setting, chart, fieldtype, kdl};

/// Collects what is wrong while the rest is read.
struct Reader<'a> {
    file: SmolStr,
    folder: &'a Folder<'a>,
    errors: Vec<InterfaceError>,
}

pub(super) fn component(folder: &Folder<'_>) -> Result<Component, Vec<InterfaceError>> {
    let mut reader = Reader { file: format!("{}/component.kdl", folder.name).into(), folder, errors: Vec::new() };
    let parse = mlpc_syntax::parse(folder.interface.into());
    for problem in &parse.problems {
        reader.errors.push(InterfaceError { file: reader.file.clone(), range: Some(problem.range), message: problem.message.clone() });
    }
    let component = parse.tree.roots().find(|node| node.name() == "component").map(|node| reader.component(node));
    match component {
        Some(component) if reader.errors.is_empty() => Ok(component),
        Some(_) => Err(reader.errors),
        None => {
            reader.errors.push(InterfaceError { file: reader.file.clone(), range: None, message: "it has no node `component`".into() });
            Err(reader.errors)
        }
    }
}

impl Reader<'_> {
    fn error(&mut self, node: Node<'_>, message: impl Into<String>) {
        self.errors.push(InterfaceError { file: self.file.clone(), range: Some(node.head_range()), message: message.into() });
    }

    fn component(&mut self, node: Node<'_>) -> Component {
        let mut component = Component {
            name: self.folder.name.into(),
            summary: SmolStr::default(),
            doc: node.docs().join("\n").into(),
            fields: Vec::new(),
            chart: empty_chart(),
            template: self.folder.template.into(),
            sizes: Vec::new(),
            crds: Vec::new(),
            capabilities: Vec::new(),
            identities: Vec::new(),
            stores: Vec::new(),
            monitors: Vec::new(),
            metrics: Vec::new(),
        };
        for child in node.children() {
            match child.name().as_ref() {
                "summary" => component.summary = self.text(child),
                "field" => component.fields.extend(self.field(child)),
                "chart" => component.chart = self.chart(child),
                "crds" => component.crds = texts(child),
                "offers" => component.capabilities = texts(child),
                "identity" => component.identities.push(self.identity(child)),
                "store" => component.stores.extend(self.store(child)),
                "monitor" => component.monitors.push(self.monitor(child)),
                "metrics" => component.metrics = texts(child),
                "size" => match Size::parse(&self.text(child)) {
                    Some(size) => component.sizes.push((size, kdl::map(child))),
                    None => self.error(child, "a size is small, medium or large"),
                },
                other => self.error(child, format!("an interface has no `{other}`")),
            }
        }
        if component.chart.name.is_empty() {
            self.error(node, "it has no `chart`");
        }
        component
    }

    fn field(&mut self, node: Node<'_>) -> Option<Field> {
        let name = self.text(node);
        let written = prop(node, "type").unwrap_or_default();
        let Some(ty) = fieldtype::parse(&written) else {
            self.error(node, format!("field `{name}`: there is no type `{written}`"));
            return None;
        };
        let mut field = Field::new(&name, ty, &node.docs().join(" "));
        if flag(node, "required") {
            field = field.required();
        }
        if let Some(default) = prop(node, "default") {
            field = field.default(&default);
        }
        if let Some(words) = prop(node, "derived") {
            field = field.derived(&words);
        }
        Some(field)
    }

    fn chart(&mut self, node: Node<'_>) -> Chart {
        let mut chart = Chart { name: self.text(node), namespace: self.folder.name.into(), ..empty_chart() };
        for child in node.children() {
            match child.name().as_ref() {
                "repository" => chart.repository = self.text(child),
                "version" => chart.version = self.text(child),
                "namespace" => chart.namespace = self.text(child),
                "pod-security" => chart.pod_security = self.text(child),
                "wave" => match child.args().next().map(|it| kdl::scalar(it.value())) {
                    Some(mlpc_graph::Value::Int(wave)) => chart.wave = u32::try_from(wave).unwrap_or_default(),
                    _ => self.error(child, "a wave is a number"),
                },
                "open" => chart.open.extend(texts(child)),
                "set" => {
                    let setting = Setting {
                        field: self.text(child),
                        path: prop(child, "path").unwrap_or_default().into(),
                        template: prop(child, "value").map(SmolStr::from),
                    };
                    chart.settings.push(setting);
                }
                other => self.error(child, format!("a chart has no `{other}`")),
            }
        }
        for (what, text) in [("repository", &chart.repository), ("version", &chart.version)] {
            if text.is_empty() {
                self.error(node, format!("a chart needs its `{what}`"));
            }
        }
        match chart::values(self.folder.chart) {
            Ok((defaults, types)) => (chart.defaults, chart.types) = (defaults, types),
            Err(message) => {
                let file = format!("{}/chart.json", self.folder.name).into();
                self.errors.push(InterfaceError { file, range: None, message });
            }
        }
        chart
    }

    fn identity(&mut self, node: Node<'_>) -> Identity {
        let mut identity = Identity { service_account: self.text(node), aws: Vec::new() };
        for child in node.children() {
            if child.name() != "allow" {
                self.error(child, "an identity has only `allow`");
                continue;
            }
            let mut statement = Statement { actions: texts(child), resources: Vec::new(), conditions: Vec::new() };
            for part in child.children() {
                let mut words = texts(part);
                match part.name().as_ref() {
                    "on" => statement.resources = words,
                    "when" if words.len() > 2 => {
                        let values = words.split_off(2);
                        if let [operator, key] = words.as_slice() {
                            statement.conditions.push((operator.clone(), key.clone(), values));
                        }
                    }
                    _ => self.error(part, "it has only `on` ARNs, and `when` operator, key and values"),
                }
            }
            identity.aws.push(statement);
        }
        identity
    }

    fn store(&mut self, node: Node<'_>) -> Option<StoreUse> {
        let access = match prop(node, "access").as_deref() {
            Some("read") => Access::Read,
            Some("write") => Access::Write,
            _ => {
                self.error(node, "access is read or write");
                return None;
            }
        };
        Some(StoreUse { field: self.text(node), access, connection: flag(node, "connection") })
    }

    fn monitor(&mut self, node: Node<'_>) -> Monitor {
        let select = node.children().filter(|it| it.name() == "select").flat_map(|it| {
            let pairs = it.props().filter_map(|pair| Some((SmolStr::new(pair.name()?), text_of(pair.value())?)));
            pairs.collect::<Vec<_>>()
        });
        Monitor { select: select.collect(), port: self.text(node), https: flag(node, "https") }
    }

    /// The first argument, a text.
    fn text(&mut self, node: Node<'_>) -> SmolStr {
        if let Some(text) = texts(node).first() {
            return text.clone();
        }
        self.error(node, format!("`{}` needs a text", node.name()));
        SmolStr::default()
    }
}

fn empty_chart() -> Chart {
    Chart {
        name: SmolStr::default(),
        repository: SmolStr::default(),
        version: SmolStr::default(),
        namespace: SmolStr::default(),
        wave: 20,
        pod_security: "restricted".into(),
        types: BTreeMap::new(),
        defaults: mlpc_graph::Map::new(),
        open: Vec::new(),
        settings: Vec::new(),
    }
}

fn texts(node: Node<'_>) -> Vec<SmolStr> {
    node.args().filter_map(|it| text_of(it.value())).collect()
}

fn text_of(value: Scalar<'_>) -> Option<SmolStr> {
    match value {
        Scalar::Text(text) => Some(text.into()),
        Scalar::Number(raw) => Some(raw.into()),
        Scalar::Null | Scalar::Bool(_) | Scalar::Infinity | Scalar::NegInfinity | Scalar::Nan | Scalar::Broken => None,
    }
}

fn prop(node: Node<'_>, name: &str) -> Option<String> {
    let entry = node.props().find(|it| it.name().as_deref() == Some(name))?;
    match entry.value() {
        Scalar::Text(text) => Some(Cow::into_owned(text)),
        _ => None,
    }
}

fn flag(node: Node<'_>, name: &str) -> bool {
    node.props().any(|it| it.name().as_deref() == Some(name) && it.value() == Scalar::Bool(true))
}
