//! The embedded schemas: found by type, decoded on first use.

use std::sync::OnceLock;

use mlpc_pack::Pack;

use super::resource::ResourceSchema;
use super::text;

/// The schemas that the standard library has. Cheap to make: nothing is read before a type is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProviderSchemas;

/// A provider whose schemas are embedded.
pub struct Provider {
    /// Its address in Terraform's registry: `hashicorp/aws`.
    pub source: &'static str,
    /// What the names of its types begin with: `aws_`.
    pub prefix: &'static str,
    pack: Pack,
    types: OnceLock<Vec<Type>>,
}

struct Type {
    name: &'static str,
    schema: OnceLock<Option<ResourceSchema>>,
}

/// The chunk that names the provider's version.
const VERSION: &str = "";
/// The chunk that names all types.
const TYPES: &str = " types";

static PROVIDERS: [Provider; 4] = [
    Provider::new("hashicorp/aws", "aws_", include_bytes!("../../../../stdlib/schemas/aws/resources.pack")),
    Provider::new("hashicorp/azurerm", "azurerm_", include_bytes!("../../../../stdlib/schemas/azurerm/resources.pack")),
    Provider::new("hashicorp/google", "google_", include_bytes!("../../../../stdlib/schemas/google/resources.pack")),
    Provider::new("terraform.io/builtin/terraform", "terraform_", include_bytes!("../../../../stdlib/schemas/terraform/resources.pack")),
];

impl ProviderSchemas {
    /// The schemas of the standard library.
    pub const fn embedded() -> Self {
        Self
    }

    /// All providers.
    pub fn providers(self) -> &'static [Provider] {
        &PROVIDERS
    }

    /// The provider of a type, by its prefix, whether it has that type or not.
    pub fn provider_of(self, resource_type: &str) -> Option<&'static Provider> {
        PROVIDERS.iter().find(|provider| resource_type.starts_with(provider.prefix))
    }

    /// The schema of a type; `None` is unknown where [`Self::provider_of`] has no provider, else that the provider has no such type.
    pub fn resource(self, resource_type: &str) -> Option<&'static ResourceSchema> {
        self.provider_of(resource_type)?.resource(resource_type)
    }
}

impl Provider {
    const fn new(source: &'static str, prefix: &'static str, bytes: &'static [u8]) -> Self {
        Self { source, prefix, pack: Pack::new(bytes), types: OnceLock::new() }
    }

    /// The version whose schemas these are.
    pub fn version(&self) -> &str {
        self.pack.get(VERSION).unwrap_or_default()
    }

    /// The names of all its types, sorted.
    pub fn types(&'static self) -> impl Iterator<Item = &'static str> {
        self.index().iter().map(|ty| ty.name)
    }

    /// The schema of one of its types.
    pub fn resource(&'static self, name: &str) -> Option<&'static ResourceSchema> {
        let at = self.index().binary_search_by(|ty| ty.name.cmp(name)).ok()?;
        let ty = self.index().get(at)?;
        ty.schema.get_or_init(|| text::parse(section(self.pack.at_or_before(name)?.1, name)?)).as_ref()
    }

    fn index(&'static self) -> &'static [Type] {
        let read = || self.pack.get(TYPES).unwrap_or_default().lines().map(|name| Type { name, schema: OnceLock::new() }).collect();
        self.types.get_or_init(read)
    }
}

/// The lines of one type among those of a chunk.
fn section<'t>(chunk: &'t str, name: &str) -> Option<&'t str> {
    let is_head = |line: &str| line.split('\t').next() == Some(name);
    let mut start = None;
    let mut at = 0;
    for line in chunk.split_inclusive('\n') {
        match start {
            None if is_head(line.trim_end()) => start = Some(at),
            Some(start) if !line.starts_with(' ') => return chunk.get(start..at),
            None | Some(_) => {}
        }
        at += line.len();
    }
    chunk.get(start?..)
}
