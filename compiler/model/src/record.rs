//! The macros that make typed structs: fields are listed once, each with its name in the schema.

/// A struct read from the fields of a group.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($field:ident $key:literal: $ty:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Debug)]
        pub struct $name {
            $(
                #[doc = concat!("Field `", $key, "` of the schema.")]
                pub $field: $ty,
            )*
        }

        impl $crate::read::Record for $name {
            fn read_fields(fields: &$crate::Fields, at: mlpc_source::OriginId) -> Option<Self> {
                Some(Self { $($field: $crate::read::Read::read(fields.get($key), at)?,)* })
            }
        }

        #[cfg(test)]
        impl $crate::agreement::Compare for $name {
            fn compare(fields: &[mlpc_schema::Field], path: &str, faults: &mut Vec<String>) -> Vec<&'static str> {
                $($crate::agreement::field::<$ty>(fields, $key, path, faults);)*
                vec![$($key),*]
            }
        }
    };
}

/// A struct read from a declaration: it knows the declaration, and may hold the fields that several kinds share as a struct of their own.
macro_rules! kind {
    ($(#[$meta:meta])* $name:ident { $(..$part:ident: $part_ty:ty,)? $($field:ident $key:literal: $ty:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Debug)]
        pub struct $name {
            /// The declaration.
            pub decl: $crate::DeclId,
            /// Its name; empty for kinds without names.
            pub name: smol_str::SmolStr,
            /// Its address.
            pub address: smol_str::SmolStr,
            $(
                /// The fields it shares with others.
                pub $part: $part_ty,
            )?
            $(
                #[doc = concat!("Field `", $key, "` of the schema.")]
                pub $field: $ty,
            )*
        }

        impl $crate::platform::Typed for $name {
            fn read(id: $crate::DeclId, decl: &$crate::Decl) -> Option<Self> {
                Some(Self {
                    decl: id,
                    name: decl.name.clone(),
                    address: decl.address.clone(),
                    $($part: <$part_ty as $crate::read::Record>::read_fields(&decl.fields, decl.origin)?,)?
                    $($field: $crate::read::Read::read(decl.fields.get($key), decl.origin)?,)*
                })
            }

            fn decl(&self) -> $crate::DeclId {
                self.decl
            }
        }

        #[cfg(test)]
        impl $crate::agreement::Compare for $name {
            fn compare(fields: &[mlpc_schema::Field], path: &str, faults: &mut Vec<String>) -> Vec<&'static str> {
                let mut names = vec![$($key),*];
                $(names.extend(<$part_ty as $crate::agreement::Compare>::compare(fields, path, faults));)?
                $($crate::agreement::field::<$ty>(fields, $key, path, faults);)*
                let _ = (&mut names, &fields, path, &faults);
                names
            }
        }
    };
}

/// An enum of the words that a field of the schema allows.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name {
            $(
                #[doc = concat!("`", $word, "`.")]
                $(#[$variant_meta])*
                $variant,
            )*
        }

        impl $name {
            /// All of them, in the schema's order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word as written in a spec.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The one that `word` means.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::read::Scalar for $name {
            fn of(val: &$crate::Val) -> Option<Self> {
                match val {
                    $crate::Val::Text(word) => Self::from_word(word),
                    _ => None,
                }
            }
        }

        #[cfg(test)]
        impl $crate::agreement::Fits for $name {
            fn fits(ty: &mlpc_schema::Type) -> bool {
                matches!(ty, mlpc_schema::Type::Enum(words) if words.iter().map(smol_str::SmolStr::as_str).eq(Self::ALL.iter().map(|it| it.as_str())))
            }
        }
    };
}

pub(crate) use {choice, kind, record};
