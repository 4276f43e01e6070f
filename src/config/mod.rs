//! Settings: the workspace's `muster.toml`, the person's `config.toml`, and where everything lives on disk.
