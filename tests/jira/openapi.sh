#!/usr/bin/env bash
# Fetches Atlassian's own description of the Cloud's API and checks every request and answer against it. It is in no package
# registry, so it comes from Atlassian's pages for developers; without them this says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
description=${MUSTER_JIRA_OPENAPI:-target/openapi/jira.json}
if [ ! -f "$description" ]; then
    mkdir -p target/openapi
    curl --fail --silent --show-error --location --max-time 120 --output "$description.part" \
        https://developer.atlassian.com/cloud/jira/platform/swagger-v3.v3.json || {
        echo "developer.atlassian.com does not answer; Atlassian's description is not looked at"
        exit 0
    }
    mv "$description.part" "$description"
fi
cargo test --locked --test jira openapi -- --nocapture
