-- What the VM was like when it was backed up, as JSON: a VM is made from a backup in its image. Null on older backups.
alter table backup add column wanted json null after volumes;
