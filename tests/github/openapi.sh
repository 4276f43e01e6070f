#!/usr/bin/env bash
# Fetches GitHub's own description of its API and checks every request and answer against it. Without npm it says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ ! -f target/openapi/node_modules/@octokit/openapi/generated/api.github.com.json ]; then
    if ! command -v npm > /dev/null; then
        echo "not on this machine: npm; GitHub's description is not looked at"
        exit 0
    fi
    mkdir -p target/openapi
    npm install --no-audit --no-fund --silent --prefix target/openapi @octokit/openapi@23.0.2 || {
        echo "the package registry does not answer; GitHub's description is not looked at"
        exit 0
    }
fi
cargo test --locked --test github openapi -- --nocapture
