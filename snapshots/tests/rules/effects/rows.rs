//! What is changed, field by field, in the order of the kinds' tables.

use super::Row;

macro_rules! rows {
    ($($kind:literal { $($field:literal: $from:literal => $to:literal;)* })*) => {
        &[$($(Row { field: concat!($kind, ".", $field), from: $from, to: $to },)*)*]
    };
}

pub(super) use rows;

pub(super) const ROWS: &[Row] = rows! {
    "platform" {
        "owner": "owner=\"ml-platform@example.com\"" => "owner=\"others@example.com\"";
        "cost-center": "cost-center=\"4400\"" => "cost-center=\"4401\"";
        "requires.mlpc": "    on-call \"pagerduty\"" => "    requires mlpc=\">=9.0\"\n    on-call \"pagerduty\"";
        "state": "    on-call \"pagerduty\"" => "    state \"s3://states/atlas\"\n    on-call \"pagerduty\"";
        "access": "    on-call \"pagerduty\"" => "    access \"203.0.113.0/24\"\n    on-call \"pagerduty\"";
        "login.provider": "login \"oidc\"" => "login \"entra\"";
        "login.issuer": "https://login.example.com" => "https://other.example.com";
        "login.client-id": "atlas-kubernetes" => "atlas-other";
        "login.groups-claim": "client-id=\"atlas-kubernetes\"" => "client-id=\"atlas-kubernetes\" groups-claim=\"roles\"";
        "login.domain": "login \"oidc\"" => "login \"google\" domain=\"example.com\"";
        "on-call.service": "on-call \"pagerduty\"" => "on-call \"slack\"";
        "on-call.key": "key=\"pager\"" => "key=\"search/token\"";
        "on-call.runbooks": "runbooks.example.com/atlas" => "runbooks.example.com/other";
        "budget": "900000 USD/month" => "900001 USD/month";
        "priorities": "priorities low=100" => "priorities low=101";
        "require": "    on-call \"pagerduty\"" => "    require \"slo\"\n    on-call \"pagerduty\"";
    }
    "target" {
        "cloud": "target \"lab\" cloud=\"kubernetes\" context=\"lab\"" => "target \"lab\" cloud=\"kubernetes\" context=\"lab\"\ntarget \"far\" cloud=\"gcp\" region=\"us-central1\" project=\"far-away\"";
        "region": "region=\"us-east-1\" account" => "region=\"us-east-3\" account";
        "account": "111122223333" => "444455556666";
        "project": "target \"lab\" cloud=\"kubernetes\" context=\"lab\"" => "target \"lab\" cloud=\"kubernetes\" context=\"lab\"\ntarget \"far\" cloud=\"gcp\" region=\"us-central1\" project=\"far-other\"";
        "subscription": "target \"lab\" cloud=\"kubernetes\" context=\"lab\"" => "target \"lab\" cloud=\"kubernetes\" context=\"lab\"\ntarget \"far\" cloud=\"azure\" region=\"eastus\" subscription=\"00000000-0000-0000-0000-000000000000\"";
        "jurisdiction": "account=\"111122223333\"" => "account=\"111122223333\" jurisdiction=\"EU\"";
        "engine": "account=\"111122223333\"" => "account=\"111122223333\" engine=\"direct\"";
        "delivery": "account=\"111122223333\"" => "account=\"111122223333\" delivery=\"argocd\"";
        "provider.source": "hashicorp/awscc" => "hashicorp/random";
        "provider.version": "~> 1.60" => "~> 1.61";
        "provider.settings": "region \"us-east-1\"\n" => "region \"us-west-2\"\n";
    }
    "network" {
        "target": "database \"mlflow\" network" => "network \"far\" target=\"lab\" cidr=\"10.96.0.0/16\"\ndatabase \"mlflow\" network";
        "cidr": "10.80.0.0/16" => "10.81.0.0/16";
        "zones": "\"use1-az4\"\n    endpoints" => "\"use1-az5\"\n    endpoints";
        "subnets.nodes": "nodes=19" => "nodes=20";
        "subnets.public": "public=25" => "public=26";
        "subnets.data": "data=25" => "data=26";
        "subnets.pods": "public=25" => "public=25 pods=20";
        "subnets.services": "public=25" => "public=25 services=20";
        "subnets.control-plane": "public=25" => "public=25 control-plane=28";
        "egress.mode": "endpoints \"sts\"" => "endpoints \"sts\"\n    egress \"none\"";
        "egress.per": "endpoints \"sts\"" => "endpoints \"sts\"\n    egress \"nat\" per=\"network\"";
        "egress.addresses": "endpoints \"sts\"" => "endpoints \"sts\"\n    egress \"nat\" addresses=2";
        "endpoints": "endpoints \"sts\"" => "endpoints \"ecr\"";
        "peer": "endpoints \"sts\"" => "endpoints \"sts\"\n    peer \"other\"";
        "mtu": "endpoints \"sts\"" => "endpoints \"sts\"\n    mtu 1400";
        "existing": "network \"other\"" => "network \"other\" existing=\"vpc-0123456789abcdef0\"";
        "labels": "endpoints \"sts\"" => "endpoints \"sts\"\n    labels colour=\"blue\"";
        "cloud-name": "endpoints \"sts\"" => "endpoints \"sts\"\n    cloud-name \"chosen\"";
    }
    "cluster" {
        "target": "gpu-pool \"lab\"" => "cluster \"more\" target=\"lab\" version=\"1.35\"\ngpu-pool \"lab\"";
        "network": "cluster \"main\" network=\"main\"" => "cluster \"main\" network=\"other\"";
        "version": "network=\"main\" version=\"1.35\"" => "network=\"main\" version=\"1.34\"";
        "access": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    access \"203.0.113.0/24\"";
        "login.provider": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    login \"cloud\"";
        "login.issuer": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    login \"oidc\" issuer=\"https://other.example.com\" client-id=\"atlas-kubernetes\"";
        "login.client-id": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    login \"oidc\" issuer=\"https://login.example.com\" client-id=\"atlas-other\"";
        "login.groups-claim": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    login \"oidc\" issuer=\"https://login.example.com\" client-id=\"atlas-kubernetes\" groups-claim=\"roles\"";
        "login.domain": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    login \"google\" domain=\"example.com\"";
        "admin.principal": "admin \"group:ml-platform\"" => "admin \"group:others\"";
        "add-ons": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    add-ons \"efs\"";
        "autoscaler": "autoscaler \"karpenter\"" => "autoscaler \"cluster-autoscaler\"";
        "gpu-stack.mode": "gpu-stack \"operator\"" => "gpu-stack \"none\"";
        "gpu-stack.driver": "gpu-stack \"operator\"" => "gpu-stack \"operator\" driver=\"580.95.5\"";
        "key": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    key \"own\"";
        "logs.sources": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    logs \"audit\"";
        "logs.keep": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    logs \"api\" \"audit\" \"authenticator\" \"controller-manager\" \"scheduler\" keep=\"30d\"";
        "channel": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    channel \"stable\"";
        "maintenance.start": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    maintenance \"sun 03:00\"";
        "maintenance.duration": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    maintenance \"sun 03:00\" duration=\"2h\"";
        "existing": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    existing \"their-cluster\"";
        "protect": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    protect #true";
        "labels": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    labels colour=\"blue\"";
        "cloud-name": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    cloud-name \"chosen\"";
    }
    "pool" {
        "cluster": "gpu-pool \"lab\" cluster=\"lab\"" => "cluster \"more\" target=\"lab\" version=\"1.35\"\ngpu-pool \"lab\" cluster=\"more\"";
        "machine": "m7i.4xlarge" => "m7i.8xlarge";
        "nodes.count": "    nodes 1\n" => "    nodes 2\n";
        "nodes.min": "nodes min=3 max=12" => "nodes min=2 max=12";
        "nodes.max": "nodes min=3 max=12" => "nodes min=3 max=13";
        "zones": "    nodes min=3 max=6" => "    nodes min=3 max=6\n    zones \"use1-az1\"";
        "capacity.types": "    nodes min=3 max=6" => "    nodes min=3 max=6\n    capacity \"spot\"";
        "capacity.id": "cr-0123456789abcdef0" => "cr-0123456789abcdef1";
        "limit.cpu": "limit cpu=128" => "limit cpu=96";
        "limit.memory": "memory=\"768GiB\" gpus=4" => "memory=\"256GiB\" gpus=4";
        "limit.gpus": "memory=\"768GiB\" gpus=4" => "memory=\"768GiB\" gpus=3";
        "disk": "    nodes min=3 max=6" => "    nodes min=3 max=6\n    disk \"200GiB\"";
        "taint.key": "taint \"first\"" => "taint \"second\"";
        "taint.value": "value=\"yes\"" => "value=\"no\"";
        "taint.effect": "value=\"yes\"" => "value=\"yes\" effect=\"NoExecute\"";
        "dedicated": "    nodes min=3 max=6" => "    nodes min=3 max=6\n    dedicated \"search\"";
        "overcommit": "    nodes 1\n" => "    nodes 1\n    overcommit \"10%\"\n";
        "price": "    nodes min=3 max=6" => "    nodes min=3 max=6\n    price \"9 USD/h\"";
        "upgrades.auto": "auto=#false" => "auto=#true";
        "upgrades.max-unavailable": "    nodes min=3 max=6" => "    nodes min=3 max=6\n    upgrades max-unavailable=2";
        "node.cpu": "node cpu=64" => "node cpu=65";
        "node.memory": "memory=\"512GiB\"" => "memory=\"513GiB\"";
        "node.gpus": "gpus=8\n    select" => "gpus=4\n    select";
        "select": "select pool=\"gpu\"" => "select pool=\"other\"";
        "existing": "    nodes min=3 max=6" => "    nodes min=3 max=6\n    existing \"their-nodes\"\n    node cpu=40 memory=\"300GiB\" gpus=4\n    select pool=\"l40s\"";
        "labels": "    nodes min=3 max=6" => "    nodes min=3 max=6\n    labels colour=\"blue\"";
        "cloud-name": "    nodes min=3 max=6" => "    nodes min=3 max=6\n    cloud-name \"chosen\"";
        "accelerator": "accelerator=\"h100\"" => "accelerator=\"l40s\"";
        "topology": "    nodes min=3 max=6" => "    nodes min=3 max=6\n    topology \"4x4\"";
        "share.mode": "share \"time-slice\"" => "share \"mps\"";
        "share.replicas": "replicas=2\n" => "replicas=3\n";
        "share.profiles": "\"1g.5gb\"=7" => "\"2g.10gb\"=3";
        "interconnect.type": "interconnect \"efa\"" => "interconnect \"none\"";
        "interconnect.cidr": "interconnect \"efa\"" => "interconnect \"efa\" cidr=\"10.41.0.0/16\"";
        "scratch": "    nodes min=0 max=4" => "    nodes min=0 max=4\n    scratch \"none\"";
    }
    "bucket" {
        "target": "bucket \"mlflow\" target=\"virginia\"" => "bucket \"mlflow\" target=\"lab\" existing=\"s3://theirs\"";
        "tenant": "bucket \"mlflow\" target=\"virginia\"" => "bucket \"mlflow\" target=\"virginia\"\nbucket \"more\" target=\"virginia\" tenant=\"ads\"";
        "versioning": "bucket \"mlflow\" target=\"virginia\"" => "bucket \"mlflow\" target=\"virginia\" versioning=#false";
        "expire": "bucket \"mlflow\" target=\"virginia\"" => "bucket \"mlflow\" target=\"virginia\" expire=\"30d\"";
        "key": "bucket \"mlflow\" target=\"virginia\"" => "bucket \"mlflow\" target=\"virginia\" key=\"own\"";
        "region": "bucket \"mlflow\" target=\"virginia\"" => "bucket \"mlflow\" target=\"virginia\" region=\"us-west-2\"";
        "existing": "bucket \"mlflow\" target=\"virginia\"" => "bucket \"mlflow\" target=\"virginia\" existing=\"theirs\"";
        "protect": "bucket \"mlflow\" target=\"virginia\"" => "bucket \"mlflow\" target=\"virginia\" protect=#false";
        "labels": "bucket \"mlflow\" target=\"virginia\"" => "bucket \"mlflow\" target=\"virginia\" { labels colour=\"blue\"; }";
        "cloud-name": "bucket \"mlflow\" target=\"virginia\"" => "bucket \"mlflow\" target=\"virginia\" cloud-name=\"chosen\"";
    }
    "database" {
        "target": "database \"mlflow\" network=\"main\"" => "database \"mlflow\" target=\"lab\"";
        "network": "database \"mlflow\" network=\"main\"" => "database \"mlflow\" network=\"other\"";
        "tenant": "tenant \"ads\" owner" => "database \"more\" network=\"main\" tenant=\"ads\" engine=\"postgres\" version=\"16\" machine=\"db.m7g.large\" storage=\"100GiB\"\ntenant \"ads\" owner";
        "engine": "database \"mlflow\" network=\"main\" engine=\"postgres\" version=\"16\"" => "database \"mlflow\" network=\"main\" engine=\"mysql\" version=\"16\"";
        "version": "database \"mlflow\" network=\"main\" engine=\"postgres\" version=\"16\"" => "database \"mlflow\" network=\"main\" engine=\"postgres\" version=\"17\"";
        "machine": "version=\"16\" machine=\"db.m7g.large\" storage=\"100GiB\"\nbucket" => "version=\"16\" machine=\"db.m7g.xlarge\" storage=\"100GiB\"\nbucket";
        "cpu": "version=\"16\" machine=\"db.m7g.large\" storage=\"100GiB\"\nbucket" => "version=\"16\" cpu=8 memory=\"16GiB\" storage=\"100GiB\"\nbucket";
        "memory": "version=\"16\" machine=\"db.m7g.large\" storage=\"100GiB\"\nbucket" => "version=\"16\" cpu=2 memory=\"64GiB\" storage=\"100GiB\"\nbucket";
        "storage": "storage=\"100GiB\"\nbucket" => "storage=\"200GiB\"\nbucket";
        "multi-zone": "storage=\"100GiB\"\nbucket" => "storage=\"100GiB\" multi-zone=#false\nbucket";
        "backups": "storage=\"100GiB\"\nbucket" => "storage=\"100GiB\" backups=\"14d\"\nbucket";
        "key": "storage=\"100GiB\"\nbucket" => "storage=\"100GiB\" key=\"own\"\nbucket";
        "existing": "database \"mlflow\" network=\"main\"" => "database \"mlflow\" network=\"main\" existing=\"theirs\"";
        "protect": "storage=\"100GiB\"\nbucket" => "storage=\"100GiB\" protect=#false\nbucket";
        "labels": "storage=\"100GiB\"\nbucket" => "storage=\"100GiB\" { labels colour=\"blue\"; }\nbucket";
        "cloud-name": "storage=\"100GiB\"\nbucket" => "storage=\"100GiB\" cloud-name=\"chosen\"\nbucket";
    }
    "cache" {
        "target": "cache \"hot\" network=\"main\"" => "cache \"hot\" target=\"lab\"";
        "network": "cache \"hot\" network=\"main\"" => "cache \"hot\" network=\"other\"";
        "tenant": "tenant \"ads\" owner" => "cache \"more\" network=\"main\" tenant=\"ads\" machine=\"cache.m7g.large\"\ntenant \"ads\" owner";
        "engine": "machine=\"cache.m7g.large\"" => "machine=\"cache.m7g.large\" engine=\"redis\"";
        "machine": "machine=\"cache.m7g.large\"" => "machine=\"cache.m7g.xlarge\"";
        "memory": "machine=\"cache.m7g.large\"" => "memory=\"20GiB\"";
        "replicas": "machine=\"cache.m7g.large\"" => "machine=\"cache.m7g.large\" replicas=2";
        "existing": "machine=\"cache.m7g.large\"" => "existing=\"theirs\"";
        "protect": "machine=\"cache.m7g.large\"" => "machine=\"cache.m7g.large\" protect=#true";
        "labels": "machine=\"cache.m7g.large\"" => "machine=\"cache.m7g.large\" { labels colour=\"blue\"; }";
        "cloud-name": "machine=\"cache.m7g.large\"" => "machine=\"cache.m7g.large\" cloud-name=\"chosen\"";
    }
    "registry" {
        "target": "registry \"images\" target=\"virginia\"" => "registry \"images\" target=\"lab\" existing=\"registry.example.com\"";
        "tenant": "registry \"images\" target=\"virginia\"" => "registry \"images\" target=\"virginia\" tenant=\"ads\"";
        "immutable": "registry \"images\" target=\"virginia\"" => "registry \"images\" target=\"virginia\" immutable=#false";
        "scan": "registry \"images\" target=\"virginia\"" => "registry \"images\" target=\"virginia\" scan=#false";
        "keep": "registry \"images\" target=\"virginia\"" => "registry \"images\" target=\"virginia\" keep=7";
        "existing": "registry \"images\" target=\"virginia\"" => "registry \"images\" target=\"virginia\" existing=\"theirs\"";
        "protect": "registry \"images\" target=\"virginia\"" => "registry \"images\" target=\"virginia\" protect=#false";
        "labels": "registry \"images\" target=\"virginia\"" => "registry \"images\" target=\"virginia\" { labels colour=\"blue\"; }";
        "cloud-name": "registry \"images\" target=\"virginia\"" => "registry \"images\" target=\"virginia\" cloud-name=\"chosen\"";
    }
    "key" {
        "target": "key \"own\" target=\"virginia\"" => "key \"own\" target=\"lab\"";
        "tenant": "key \"own\" target=\"virginia\"" => "key \"own\" target=\"virginia\" tenant=\"ads\"";
        "rotate": "key \"own\" target=\"virginia\"" => "key \"own\" target=\"virginia\" rotate=\"180d\"";
        "existing": "key \"own\" target=\"virginia\"" => "key \"own\" target=\"virginia\" existing=\"alias/theirs\"";
        "protect": "key \"own\" target=\"virginia\"" => "key \"own\" target=\"virginia\" protect=#false";
        "labels": "key \"own\" target=\"virginia\"" => "key \"own\" target=\"virginia\" { labels colour=\"blue\"; }";
        "cloud-name": "key \"own\" target=\"virginia\"" => "key \"own\" target=\"virginia\" cloud-name=\"chosen\"";
    }
    "secret" {
        "target": "secret \"token\" target=\"virginia\"" => "secret \"token\" target=\"lab\"";
        "tenant": "tenant \"ads\" owner" => "secret \"more\" target=\"virginia\" tenant=\"ads\"\ntenant \"ads\" owner";
        "store": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\" store=\"own\"";
        "existing": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\" existing=\"theirs\"";
        "protect": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\" protect=#true";
        "labels": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\" { labels colour=\"blue\"; }";
        "cloud-name": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\" cloud-name=\"chosen\"";
    }
    "tenant" {
        "owner": "owner=\"search@example.com\"" => "owner=\"others@example.com\"";
        "cost-center": "cost-center=\"4410\"" => "cost-center=\"4411\"";
        "cohort": "cohort=\"ml\"" => "cohort=\"other\"";
        "member.principal": "member \"group:search\"" => "member \"group:others\"";
        "member.role": "role=\"developer\"" => "role=\"viewer\"";
        "data.classes": "data \"internal\" \"pii\" residency" => "data \"internal\" residency";
        "data.residency": "residency=\"US\"" => "residency=\"EU\"";
        "isolation.level": "    member \"group:search\"" => "    isolation \"node\"\n    member \"group:search\"";
        "isolation.egress": "    member \"group:search\"" => "    isolation \"namespace\" egress=\"none\"\n    member \"group:search\"";
        "quota.pool": "quota \"lab\" gpus=1" => "quota \"l40s\" gpus=1";
        "quota.cpu": "cpu=32 memory=\"128Gi\"" => "cpu=33 memory=\"128Gi\"";
        "quota.memory": "cpu=32 memory=\"128Gi\"" => "cpu=32 memory=\"129Gi\"";
        "quota.gpus": "quota \"l40s\" gpus=16" => "quota \"l40s\" gpus=17";
        "quota.profiles": "\"1g.5gb\"=14" => "\"1g.5gb\"=15";
        "quota.borrow": "borrow=16" => "borrow=8";
        "quota.lend": "borrow=16" => "borrow=16 lend=2";
        "pod-security": "    member \"group:search\"" => "    pod-security \"privileged\"\n    member \"group:search\"";
        "budget.amount": "80000 USD/month" => "81000 USD/month";
        "budget.alert": "budget \"80000 USD/month\"" => "budget \"80000 USD/month\" { alert \"50%\"; }";
        "on-call.service": "    member \"group:search\"" => "    on-call \"slack\" key=\"token\" runbooks=\"https://runbooks.example.com/search\"\n    member \"group:search\"";
        "on-call.key": "    member \"group:search\"" => "    on-call \"pagerduty\" key=\"token\" runbooks=\"https://runbooks.example.com/atlas\"\n    member \"group:search\"";
        "on-call.runbooks": "    member \"group:search\"" => "    on-call \"pagerduty\" key=\"token\" runbooks=\"https://runbooks.example.com/other\"\n    member \"group:search\"";
        "namespace": "    member \"group:search\"" => "    namespace \"find\"\n    member \"group:search\"";
        "labels": "    member \"group:search\"" => "    labels colour=\"blue\"\n    member \"group:search\"";
    }
    "grant" {
        "tenant": "tenant \"ads\" owner" => "grant \"hot\" tenant=\"search\" to=\"ads\" access=\"read\" until=\"2027-06-30\"\ntenant \"ads\" owner";
        "what": "grant \"clicks\"" => "grant \"facts\"";
        "to": "to=\"ads\" access=\"read\"" => "to=\"search\" access=\"read\"";
        "access": "access=\"read\"" => "access=\"write\"";
        "until": "2027-06-30" => "2026-06-30";
    }
    "policy" {
        "tenant": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\"\npolicy \"allowed-registries\" tenant=\"search\" { allow \"registry.other.com\"; }";
        "rego": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\"\npolicy \"mine\" rego=\"package mlpc\"";
        "allow": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\"\npolicy \"allowed-registries\" { allow \"registry.other.com\"; }";
        "max": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\"\npolicy \"max-replica-gpus\" max=1";
        "labels": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\"\npolicy \"required-labels\" { labels \"colour\"; }";
        "severity": "secret \"pager\" target=\"virginia\"" => "secret \"pager\" target=\"virginia\"\npolicy \"allowed-registries\" severity=\"warning\" { allow \"registry.other.com\"; }";
    }
    "waive" {
        "tenant": "tenant \"ads\" owner" => "waive \"MLP0709\" tenant=\"search\" on=\"model-service.own\" until=\"2027-04-30\" reason=\"none\"\ntenant \"ads\" owner";
        "code": "waive \"MLP0709\"" => "waive \"MLP0301\"";
        "on": "on=\"model-service.late\"" => "on=\"tenant.ads\"";
        "until": "2027-03-31" => "2026-03-31";
        "reason": "pins digests from March on" => "will pin digests";
    }
    "model-service" {
        "tenant": "tenant \"ads\" owner" => "model-service \"free\" tenant=\"ads\" pool=\"cpu\" image=\"registry.example.com/x:1\" {\n    resources cpu=1 memory=\"1GiB\"\n    replicas 1\n}\ntenant \"ads\" owner";
        "pool": "model-service \"late\" pool=\"cpu\"" => "model-service \"late\" pool=\"l40s\"";
        "image": "/late:1" => "/late:2";
        "command": "        replicas 2\n        reads" => "        replicas 2\n        command \"serve\"\n        reads";
        "resources.cpu": "resources cpu=2 memory=\"8Gi\"" => "resources cpu=3 memory=\"8Gi\"";
        "resources.memory": "resources cpu=2 memory=\"8Gi\"" => "resources cpu=2 memory=\"9Gi\"";
        "resources.gpus": "        context 16384" => "        context 16384\n        resources gpus=2";
        "resources.profiles": "\"1g.5gb\"=1 " => "\"1g.5gb\"=2 ";
        "mount.filesystem": "    model-service \"own\" pool=\"cpu\"" => "    filesystem \"files\" network=\"main\"\n    model-service \"mounting\" pool=\"cpu\" image=\"registry.example.com/x:1\" {\n        resources cpu=1 memory=\"1GiB\"\n        replicas 1\n        mount \"files\" path=\"/files\"\n    }\n    model-service \"own\" pool=\"cpu\"";
        "env": "TOKEN=" => "OTHER=";
        "priority": "        context 16384" => "        context 16384\n        priority \"low\"";
        "reads": "        context 16384" => "        context 16384\n        reads \"clicks\"";
        "writes": "        context 16384" => "        context 16384\n        writes \"clicks\"";
        "labels": "        context 16384" => "        context 16384\n        labels colour=\"blue\"";
        "model": "llama-3.3-70b" => "qwen3-32b";
        "engine.name": "engine \"vllm\"" => "engine \"sglang\"";
        "engine.quantization": "quantization=\"fp8\"" => "quantization=\"awq\"";
        "engine.tensor-parallel": "pipeline-parallel=4" => "pipeline-parallel=4 tensor-parallel=2";
        "engine.pipeline-parallel": "pipeline-parallel=4" => "pipeline-parallel=2";
        "engine.memory": "pipeline-parallel=4" => "pipeline-parallel=4 memory=\"80%\"";
        "context": "context 16384" => "context 8192";
        "concurrency": "concurrency 13" => "concurrency 12";
        "replicas.count": "        replicas 2\n        reads" => "        replicas 3\n        reads";
        "replicas.min": "replicas min=4 max=12" => "replicas min=5 max=12";
        "replicas.max": "replicas min=4 max=12" => "replicas min=4 max=13";
        "traffic.peak": "peak=\"1200/s\"" => "peak=\"12000/s\"";
        "traffic.service-time": "service-time=\"15ms\"" => "service-time=\"150ms\"";
        "autoscale.metric": "        context 16384" => "        context 16384\n        autoscale \"cpu\"";
        "autoscale.target": "        concurrency 8" => "        concurrency 8\n        autoscale \"cpu\" target=\"50%\"";
        "depends-on.on": "depends-on \"search/assistant\"" => "depends-on \"search/own\"";
        "depends-on.optional": "depends-on \"assistant\" optional=#true" => "depends-on \"assistant\"";
        "depends-on.share": "share=\"1%\"" => "share=\"100%\"";
        "expose.host": "        concurrency 8" => "        concurrency 8\n        expose host=\"own.example.com\"";
        "expose.public": "        concurrency 8" => "        concurrency 8\n        expose public=#true";
        "metrics.port": "port=9090 {\n            counter \"own" => "port=9091 {\n            counter \"own";
        "metrics.path": "port=9090 {\n            counter \"own" => "port=9090 path=\"/other\" {\n            counter \"own";
    }
    "training" {
        "tenant": "tenant \"ads\" owner" => "training \"more\" tenant=\"search\" pool=\"h100\"\ntenant \"ads\" owner";
        "pool": "training \"queue\" pool=\"h100\"" => "training \"queue\" pool=\"l40s\"";
        "image": "example.com/train@sha256:01" => "example.com/train@sha256:11";
        "command": "command \"python\"" => "command \"python3\"";
        "resources.cpu": "        max-duration \"2d\"" => "        max-duration \"2d\"\n        resources cpu=4";
        "resources.memory": "        max-duration \"2d\"" => "        max-duration \"2d\"\n        resources memory=\"4GiB\"";
        "resources.gpus": "        max-duration \"2d\"" => "        max-duration \"2d\"\n        resources gpus=4";
        "resources.profiles": "        max-duration \"2d\"" => "        max-duration \"2d\"\n    }\n    training \"sliced\" pool=\"slices\" image=\"registry.example.com/x:1\" {\n        resources \"1g.5gb\"=1";
        "mount.filesystem": "        max-duration \"2d\"" => "        max-duration \"2d\"\n        mount \"files\" path=\"/files\"\n    }\n    filesystem \"files\" network=\"main\"\n    training \"later\" pool=\"h100\" {";
        "env": "        max-duration \"2d\"" => "        max-duration \"2d\"\n        env A=\"b\"";
        "priority": "        max-duration \"2d\"" => "        max-duration \"2d\"\n        priority \"low\"";
        "reads": "        max-duration \"2d\"" => "        max-duration \"2d\"\n        reads \"clicks\"";
        "writes": "        max-duration \"2d\"" => "        max-duration \"2d\"\n        writes \"clicks\"";
        "labels": "        max-duration \"2d\"" => "        max-duration \"2d\"\n        labels colour=\"blue\"";
        "gang.count": "gang=16 image" => "gang=8 image";
        "gang.min": "gang=16 image=\"registry.example.com/train@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\" {" => "image=\"registry.example.com/train@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\" {\n        gang min=8 max=16";
        "gang.max": "gang=16 image=\"registry.example.com/train@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\" {" => "image=\"registry.example.com/train@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\" {\n        gang min=16 max=24";
        "framework": "        max-duration \"2d\"" => "        max-duration \"2d\"\n        framework \"ray\"";
        "checkpoints.store": "checkpoints \"lake\"" => "checkpoints \"more\"\n    }\n    bucket \"more\" target=\"virginia\"\n    training \"later\" pool=\"h100\" {\n        checkpoints \"lake\"";
        "max-duration": "max-duration \"2d\"" => "max-duration \"3d\"";
    }
    "dataset" {
        "tenant": "    waive \"MLP0709\"" => "    dataset \"more\" in=\"search/lake\"\n    waive \"MLP0709\"";
        "in": "in=\"lake\"" => "in=\"bucket.mlflow\"";
        "path": "in=\"lake\"" => "in=\"lake\" path=\"raw\"";
        "class": "class=\"pii\"" => "class=\"phi\"";
        "residency": "in=\"lake\"" => "in=\"lake\" residency=\"EU\"";
    }
    "slo" {
        "sli": "slo \"availability\" objective=\"99%\"" => "slo \"freshness\" objective=\"99%\"";
        "of": "tenant \"ads\" owner" => "slo \"itl\" of=\"model-service.search/assistant\" objective=\"95%\" under=\"1s\"\ntenant \"ads\" owner";
        "objective": "objective=\"95%\"" => "objective=\"96%\"";
        "window": "objective=\"95%\"" => "objective=\"95%\" window=\"7d\"";
        "under": "under=\"50ms\"" => "under=\"5ms\"";
        "metric": "metric=\"own_seconds\"" => "metric=\"other_seconds\"";
        "good": "own_requests_total{code!~" => "own_requests_total{code!=";
        "total": "total \"own_requests_total\"" => "total \"own_requests_total{code!='0'}\"";
        "alert": "objective=\"95%\"" => "objective=\"95%\" alert=\"page\"";
        "runbook": "objective=\"95%\"" => "objective=\"95%\" runbook=\"https://runbooks.example.com/mine\"";
        "on-miss": "objective=\"95%\"" => "objective=\"95%\" on-miss=\"freeze\"";
    }
    "resource" {
        "type": "resource \"aws_sqs_queue\" \"jobs\" target=\"virginia\" {\n    delay_seconds 5\n}\npatch \"aws_sqs_queue.jobs\"" => "resource \"aws_sns_topic\" \"jobs\" target=\"virginia\" {\n}\npatch \"aws_sns_topic.jobs\"";
        "target": "\"jobs\" target=\"virginia\"" => "\"jobs\" target=\"lab\"";
        "cluster": "patch \"aws_sqs_queue.jobs\"" => "resource \"kubernetes_manifest\" \"map\" cluster=\"main\" {\n    manifest { apiVersion \"v1\"; kind \"ConfigMap\"; metadata { name \"map\"; namespace \"default\"; }; }\n}\npatch \"aws_sqs_queue.jobs\"";
        "tenant": "\"jobs\" target=\"virginia\"" => "\"jobs\" target=\"virginia\" tenant=\"ads\"";
        "protect": "\"jobs\" target=\"virginia\"" => "\"jobs\" target=\"virginia\" protect=#true";
        "attributes": "    delay_seconds 5" => "    delay_seconds 5\n    max_message_size 2048";
    }
    "patch" {
        "resource": "patch \"aws_sqs_queue.jobs\" { delay_seconds 6 }" => "patch \"aws_sqs_queue.others\" { delay_seconds 6 }";
        "changes": "delay_seconds 6" => "delay_seconds 7";
    }
    "import" {
        "resource": "patch \"aws_sqs_queue.jobs\"" => "import \"aws_sqs_queue.jobs\" id=\"https://sqs.us-east-1.amazonaws.com/111122223333/jobs\"\npatch \"aws_sqs_queue.jobs\"";
        "id": "patch \"aws_sqs_queue.jobs\"" => "import \"aws_sqs_queue.jobs\" id=\"https://sqs.us-east-1.amazonaws.com/111122223333/other\"\npatch \"aws_sqs_queue.jobs\"";
    }
    "moved" {
        "from": "patch \"aws_sqs_queue.jobs\"" => "moved from=\"bucket.old\" to=\"bucket.mlflow\"\npatch \"aws_sqs_queue.jobs\"";
        "to": "patch \"aws_sqs_queue.jobs\"" => "moved from=\"bucket.old\" to=\"database.mlflow\"\npatch \"aws_sqs_queue.jobs\"";
    }
    "removed" {
        "address": "patch \"aws_sqs_queue.jobs\"" => "removed \"bucket.mlflow\"\npatch \"aws_sqs_queue.jobs\"";
    }
};
