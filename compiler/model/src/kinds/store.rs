//! Stores: bucket, database, cache, filesystem, registry, key, secret.

use mlpc_units::{Duration, Quantity, Rate, Version};
use smol_str::SmolStr;

use crate::record::{choice, kind};
use crate::{At, DeclId, read::Entries};

kind! {
    /// Object storage.
    Bucket {
        target "target": At<DeclId>,
        tenant "tenant": Option<At<DeclId>>,
        versioning "versioning": At<bool>,
        expire "expire": Option<At<Duration>>,
        key "key": Option<At<DeclId>>,
        region "region": Option<At<SmolStr>>,
        existing "existing": Option<At<SmolStr>>,
        protect "protect": At<bool>,
        labels "labels": Entries<At<SmolStr>>,
        cloud_name "cloud-name": Option<At<SmolStr>>,
    }
}

kind! {
    /// A relational database.
    Database {
        target "target": At<DeclId>,
        network "network": Option<At<DeclId>>,
        tenant "tenant": Option<At<DeclId>>,
        engine "engine": At<DatabaseEngine>,
        version "version": At<Version>,
        machine "machine": Option<At<SmolStr>>,
        cpu "cpu": Option<At<Quantity>>,
        memory "memory": Option<At<Quantity>>,
        storage "storage": Option<At<Quantity>>,
        multi_zone "multi-zone": At<bool>,
        backups "backups": At<Duration>,
        key "key": Option<At<DeclId>>,
        existing "existing": Option<At<SmolStr>>,
        protect "protect": At<bool>,
        labels "labels": Entries<At<SmolStr>>,
        cloud_name "cloud-name": Option<At<SmolStr>>,
    }
}

choice! {
    /// What a database speaks.
    DatabaseEngine { Postgres = "postgres", Mysql = "mysql" }
}

kind! {
    /// A key-value store in memory.
    Cache {
        target "target": At<DeclId>,
        network "network": Option<At<DeclId>>,
        tenant "tenant": Option<At<DeclId>>,
        engine "engine": At<CacheEngine>,
        machine "machine": Option<At<SmolStr>>,
        memory "memory": Option<At<Quantity>>,
        replicas "replicas": At<i64>,
        existing "existing": Option<At<SmolStr>>,
        protect "protect": At<bool>,
        labels "labels": Entries<At<SmolStr>>,
        cloud_name "cloud-name": Option<At<SmolStr>>,
    }
}

choice! {
    /// What a cache speaks.
    CacheEngine { Valkey = "valkey", Redis = "redis" }
}

kind! {
    /// Files that many pods share.
    Filesystem {
        target "target": At<DeclId>,
        network "network": Option<At<DeclId>>,
        tenant "tenant": Option<At<DeclId>>,
        protocol "type": At<FilesystemType>,
        storage "storage": Option<At<Quantity>>,
        throughput "throughput": Option<At<Rate>>,
        class "class": Option<At<SmolStr>>,
        existing "existing": Option<At<SmolStr>>,
        protect "protect": At<bool>,
        labels "labels": Entries<At<SmolStr>>,
        cloud_name "cloud-name": Option<At<SmolStr>>,
    }
}

choice! {
    /// How a filesystem is read.
    FilesystemType { Nfs = "nfs", Lustre = "lustre" }
}

kind! {
    /// Where container images are kept.
    Registry {
        target "target": At<DeclId>,
        tenant "tenant": Option<At<DeclId>>,
        immutable "immutable": At<bool>,
        scan "scan": At<bool>,
        keep "keep": At<i64>,
        existing "existing": Option<At<SmolStr>>,
        protect "protect": At<bool>,
        labels "labels": Entries<At<SmolStr>>,
        cloud_name "cloud-name": Option<At<SmolStr>>,
    }
}

kind! {
    /// An encryption key.
    Key {
        target "target": At<DeclId>,
        tenant "tenant": Option<At<DeclId>>,
        rotate "rotate": At<Duration>,
        existing "existing": Option<At<SmolStr>>,
        protect "protect": At<bool>,
        labels "labels": Entries<At<SmolStr>>,
        cloud_name "cloud-name": Option<At<SmolStr>>,
    }
}

kind! {
    /// That a value exists in a secret store; never the value.
    Secret {
        target "target": At<DeclId>,
        tenant "tenant": Option<At<DeclId>>,
        store "store": Option<At<DeclId>>,
        existing "existing": Option<At<SmolStr>>,
        protect "protect": At<bool>,
        labels "labels": Entries<At<SmolStr>>,
        cloud_name "cloud-name": Option<At<SmolStr>>,
    }
}
