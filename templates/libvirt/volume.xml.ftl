<#-- A volume. volume: what is asked for (VolumeSpec); backing: the volume that it is an overlay of, when there is one. -->
<volume>
  <name>${volume.name}</name>
  <capacity unit="bytes">${volume.capacityBytes?c}</capacity>
  <target>
    <format type="${volume.format.word()}"/>
<#if volume.format.word() == "qcow2">
    <compat>1.1</compat>
</#if>
  </target>
<#if backing??>
  <backingStore>
    <path>${backing.path}</path>
    <format type="${backing.format}"/>
  </backingStore>
</#if>
</volume>
