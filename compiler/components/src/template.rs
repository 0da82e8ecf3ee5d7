//! The values templates: handlebars in strict mode, with one helper, `toYaml`, and the result read as YAML.

use handlebars::{Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason, Renderable};
use mlpc_graph::{Map, Value};
use serde_json::Value as Json;

use crate::chart::{from_json, to_json};

/// A template that can't be rendered, or renders to something else than a map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateError {
    /// What is wrong, with the template's name, line and column where known.
    pub message: String,
}

/// Renders a values template.
pub(crate) fn render(name: &str, template: &str, context: &Map) -> Result<Map, TemplateError> {
    let text = render_text(name, template, context)?;
    let json: Json = serde_saphyr::from_str(&text).map_err(|error| TemplateError { message: format!("{name}: {error}") })?;
    match from_json(&json) {
        Value::Map(map) => Ok(map),
        Value::Null => Ok(Map::new()),
        _ => Err(TemplateError { message: format!("{name} renders to something else than a map") }),
    }
}

/// Renders a template of one text, such as an ARN of an identity's statement.
pub fn render_text(name: &str, template: &str, context: &Map) -> Result<String, TemplateError> {
    registry().render_template(template, &to_json(context)).map_err(|error| TemplateError { message: format!("{name}: {error}") })
}

fn registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(handlebars::no_escape);
    registry.register_helper("if", Box::new(If));
    registry.register_helper("toYaml", Box::new(to_yaml));
    registry
}

/// `if` that reports a missing value; handlebars' own takes a misspelt name for false, even in strict mode.
struct If;

impl HelperDef for If {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let value = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("if", 0))?;
        if value.is_value_missing() {
            return Err(RenderErrorReason::MissingVariable(value.relative_path().cloned()).into());
        }
        let holds = match value.value() {
            Json::Null => false,
            Json::Bool(value) => *value,
            Json::Number(number) => number.as_f64() != Some(0.0),
            Json::String(text) => !text.is_empty(),
            Json::Array(items) => !items.is_empty(),
            Json::Object(map) => !map.is_empty(),
        };
        let branch = if holds { helper.template() } else { helper.inverse() };
        branch.map_or(Ok(()), |branch| branch.render(registry, context, render, out))
    }
}

/// `{{toYaml value indent=N}}`: a value as YAML, on lines of its own where it has several, each indented.
fn to_yaml(helper: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut RenderContext<'_, '_>, out: &mut dyn Output) -> HelperResult {
    let value = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("toYaml", 0))?;
    if value.is_value_missing() {
        return Err(RenderErrorReason::MissingVariable(value.relative_path().cloned()).into());
    }
    // JSON is YAML: on one line it needs no indentation, and no text in it can be taken for anything else.
    out.write(&value.value().to_string())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_out_as_they_went_in() {
        let item = Value::Map(Map::new().with("key", "a: b"));
        let context = Map::new().with("name", "no").with("items", vec![item]).with("on", true);
        let map = render("t", "name: {{toYaml name}}\n{{#if on}}\nitems: {{toYaml items}}\n{{/if}}\n", &context).expect("a map");
        assert_eq!(map.get("name"), Some(&Value::Text("no".into())));
        assert_eq!(map.get("items"), Some(&Value::List(vec![Value::Map(Map::new().with("key", "a: b"))])));
    }

    #[test]
    fn a_misspelt_name_is_an_error_everywhere() {
        for template in ["a: {{nmae}}", "{{#if nmae}}a: 1{{/if}}", "a: {{toYaml nmae}}"] {
            assert!(render("t", template, &Map::new().with("name", "x")).is_err(), "{template}");
        }
        assert!(render("t", "", &Map::new()).expect("nothing is a map").is_empty());
    }
}
