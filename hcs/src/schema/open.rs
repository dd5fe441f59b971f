//! Enumerations whose list is never complete.

/// Implements everything for an enumeration that `cargo xtask codegen` has written.
///
/// Each line is a value: its variant, its text in JSON, and when it came.
macro_rules! open {
    (
        $type:ident $name:literal $since:expr;
        $($variant:ident $text:literal $came:expr;)*
    ) => {
        impl $type {
            /// What is known of this enumeration: its name, its values, when each of them came.
            pub const TYPE: &'static Enumeration = {
                static TYPE: Enumeration = Enumeration {
                    name: $name,
                    since: $since,
                    values: &[$(($text, $came)),*],
                };
                &TYPE
            };

            /// The value as JSON has it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    text => Self::Other(text.to_owned()),
                }
            }
        }

        impl From<String> for $type {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $type {}

        impl std::hash::Hash for $type {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Leaf for $type {
            const KIND: Kind = Kind::Enum(Self::TYPE);

            fn read(value: Scalar<'_>) -> Option<Self> {
                match value {
                    Scalar::Text(text) => Some(Self::from(text)),
                    _ => None,
                }
            }

            fn scalar(&self) -> Scalar<'_> {
                Scalar::Text(self.as_str())
            }
        }

        leaf_serde!($type);
    };
}

pub(super) use open;
