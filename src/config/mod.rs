//! Settings: the workspace's `muster.toml`, the person's `config.toml`, and where everything lives on disk. Reads files
//! and the environment, and tells `sources` which files are the catalog; knows neither what is in them nor the screens, who
//! judge the key bindings and theme names kept here with their places.

mod access;
mod changes;
mod company;
mod cost;
mod declarations;
mod document;
mod github;
mod health;
mod http;
mod kafka;
mod notify;
mod ownership;
mod paths;
mod person;
mod place;
mod queue;
mod tickets;
mod views;
mod workspace;

pub use access::AccessSettings;
pub use changes::ChangeSettings;
pub use company::{CompanySettings, Location};
pub use cost::{BudgetSetting, CostSettings};
pub use declarations::Declarations;
pub use github::{GitHubConnection, GitSettings};
pub use health::HealthSettings;
pub use http::{HttpAccount, HttpHost, HttpSettings};
pub use kafka::{KafkaAccount, KafkaCluster, KafkaSettings, SaslMechanism, SaslSettings, TlsSettings};
pub use notify::{NotifyCommand, WayKind, WaySetting};
pub use paths::{NoHome, Paths, create_private_dir};
pub use person::{JiraAccount, KeyBinding, PersonSettings, TokenFile};
pub use place::{Complaint, Located, Place, SettingsError};
pub use queue::{Category, QueueSettings};
pub use tickets::{
    GitHubSettings, JiraSettings, TicketSettings, TokenSettings, date_order, delimiter, is_repository,
    no_field, time_zone,
};
pub use views::SavedViews;
pub use workspace::{FoundBy, SETTINGS_FILE, Search, Workspace, WorkspaceError};

#[cfg(test)]
mod tests;
