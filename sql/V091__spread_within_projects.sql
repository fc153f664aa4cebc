-- Claims of one service are kept apart within a project, so that none notices a service of another project's.
alter table server modify spread_name varchar(330) null;
update server set spread_name = concat_ws('/', project_id, spread_name) where spread_name is not null;
