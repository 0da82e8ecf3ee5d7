//! Conditions of role assignments: a path of a container instead of all of it (Azure attribute-based access control).

/// What reads, writes or deletes blobs may be asked of, besides listing them.
const READ: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
const WRITE: [&str; 3] = [
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
];

/// The condition that blobs lie below a path of their container. Paths of the language hold no quotes.
pub(crate) fn below(path: &str) -> String {
    let others = WRITE.map(|action| format!("!(ActionMatches{{'{action}'}})")).join(" AND ");
    let read = format!("!(ActionMatches{{'{READ}'}} AND NOT SubOperationMatches{{'Blob.List'}})");
    let list = format!("!(ActionMatches{{'{READ}'}} AND SubOperationMatches{{'Blob.List'}})");
    let path = path.replace('\'', "''");
    let object = format!("@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringStartsWith '{path}/'");
    let prefix = format!("@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix] StringStartsWith '{path}/'");
    format!("(({read} AND {others}) OR ({object})) AND (({list}) OR ({prefix}))")
}
