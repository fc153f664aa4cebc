-- Whether a VM is kept from being deleted, and what people say about it.
alter table vm
  add column delete_protected boolean not null default false,
  add column description varchar(1000) null;
