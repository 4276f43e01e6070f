//! A small company and exports of it, one for each version of FOCUS.

use serde_json::Value;

use crate::machine::{Answer, Machine};

pub const CATALOG: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop, annotations: {muster/lead: user:default/di}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: di}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: Domain
metadata: {name: selling}
spec: {owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: store}
spec: {owner: shop, domain: selling}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart, title: The Cart, annotations: {muster/budget: '10 USD'}}
spec: {type: service, lifecycle: production, owner: shop, system: store}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: till}
spec: {type: service, lifecycle: production, owner: shop, system: store}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: worker, namespace: east}
spec: {type: service, lifecycle: production, owner: group:default/shop}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: worker, namespace: west}
spec: {type: service, lifecycle: production, owner: group:default/shop}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: worker}
spec: {owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders-db, annotations: {muster/external-id: 'arn:aws:rds:eu:1:db:Orders'}}
spec: {type: database, owner: shop, system: store}
";

pub const SETTINGS: &str = "[cost]\nfiles = [\"cost/*\"]\n";

/// FOCUS 1.0: `NULL`, moments without a zone, a column that is not in FOCUS.
pub const V1_0: &str = r#""Id","BilledCost","EffectiveCost","BillingCurrency","ChargeCategory","ChargeClass","ChargePeriodStart","ProviderName","ServiceName","SubAccountId","SubAccountName","ResourceId","Tags"
"1","1.1","0.1","USD","Usage",NULL,"2026-08-31 23:00:00","AWS","RDS","1","prod","arn:aws:rds:eu:1:db:orders","{""component"": ""till""}"
"2","0","0.20000000000000000000000000007","USD","Usage",NULL,"2026-09-01 00:00:00","AWS","RDS","1","prod","arn:aws:rds:eu:1:db:orders","{""component"": ""till""}"
"3","5","12.5","USD","Usage",NULL,"2026-09-02 00:00:00","AWS","EC2","1","prod","i-1","{""application"": ""nothing"", ""component"": ""The Cart""}"
"4","-2","-2.25","USD","Credit",NULL,"2026-09-02 00:00:00","AWS","EC2","1","prod","i-1","{""component"": ""cart""}"
"5","-1","-1E-7","USD","Usage","Correction","2026-09-30 23:59:59","AWS","EC2","1","prod",NULL,"{""app"": ""worker""}"
"6","0.3","0.3","USD","Tax",NULL,"2026-09-30 00:00:00","AWS","Tax","1",NULL,NULL,NULL
"#;

/// FOCUS 1.2: another order, two currencies, moments with a zone.
pub const V1_2: &str = "\
ChargePeriodStart,EffectiveCost,BilledCost,BillingCurrency,ProviderName,ServiceName,SubAccountName,ResourceId,Tags
2026-09-03T00:00:00Z,7.77,7.77,EUR,Google Cloud,Run,p1,//run/1,\"{\"\"Component\"\": \"\"cart\"\"}\"
2026-10-01T01:00:00+02:00,1.5,1.5,EUR,Google Cloud,Run,p1,//run/2,\"{\"\"system\"\": \"\"store\"\"}\"
2026-09-05T00:00:00Z,0.25,0.25,EUR,Google Cloud,Run,p1,//run/3,\"{\"\"muster\"\": \"\"component:west/worker\"\"}\"
";

/// FOCUS 1.3: another name for who provides, an empty one beside it, and two rows that cannot be read.
pub const V1_3: &str = "\
ServiceProviderName,HostProviderName,BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ServiceName,BillingAccountName,ResourceId,Tags
Snowflake,AWS,3,3.000,USD,2026-09-04,Warehouse,acme,WH1,\"{\"\"project\"\": \"\"till\"\"}\"
,AWS,4,4,USD,2026-09-04,Warehouse,acme,WH2,{not json
Snowflake,AWS,five,5,USD,2026-09-04,Warehouse,acme,WH3,
Snowflake,AWS,6,6,USD,soon,Warehouse,acme,WH3,
";

pub fn company() -> Machine {
    Machine::with(&[
        ("muster.toml", SETTINGS),
        ("catalog-info.yaml", CATALOG),
        ("cost/a-1.0.csv", V1_0),
        ("cost/b-1.2.csv", V1_2),
        ("cost/c-1.3.csv", V1_3),
    ])
}

/// A company with one export: these rows of a month, resource and amount.
pub fn with_rows(rows: &[(&str, &str)]) -> Machine {
    let machine = Machine::with(&[("muster.toml", SETTINGS), ("catalog-info.yaml", CATALOG)]);
    machine.write("cost/rows.csv", &simple(rows));
    machine
}

/// An export of rows with these tags and amounts.
pub fn simple(rows: &[(&str, &str)]) -> String {
    let mut text =
        "ChargePeriodStart,BillingCurrency,EffectiveCost,BilledCost,ProviderName,Tags\n".to_owned();
    for (tags, amount) in rows {
        let tags = tags.replace('"', "\"\"");
        text += &format!("2026-09-01,USD,{amount},{amount},AWS,\"{tags}\"\n");
    }
    text
}

/// The lines of an answer: name, currency, now.
pub fn lines(answer: &Answer) -> Vec<(String, String, String)> {
    let json = answer.json();
    let lines = json["lines"].as_array().expect("lines");
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    lines
        .iter()
        .map(|line| (text(&line["name"]), text(&line["currency"]), text(&line["now"])))
        .collect()
}
