-- What is searched for by a part of its name is read from an index alone, in the order of names, until enough is found.
alter table vm add key vm_search (name, host_id, project_id, vm_id);
alter table domain
  add column addresses varchar(500) as (left(json_extract(observed, '$.addresses'), 500)) persistent,
  add key domain_search (addresses);
alter table host_item add key host_item_search (kind, item_key, host_id);
