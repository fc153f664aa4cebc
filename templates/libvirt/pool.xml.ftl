<#-- A storage pool. pool: what is asked for (PoolSpec). -->
<pool type="${pool.type.word()}">
  <name>${pool.name}</name>
<#if pool.sourceName?? || pool.sourceHost??>
  <source>
<#if pool.sourceHost??>
    <host name="${pool.sourceHost}"/>
    <dir path="${pool.sourcePath}"/>
    <format type="${(pool.sourceFormat.word())!"auto"}"/>
</#if>
<#list pool.devices as device>
    <device path="${device}"/>
</#list>
<#if pool.sourceName??>
    <name>${pool.sourceName}</name>
</#if>
  </source>
</#if>
<#if pool.type.word() != "zfs">
  <target>
    <path>${pool.targetPath()}</path>
  </target>
</#if>
</pool>
