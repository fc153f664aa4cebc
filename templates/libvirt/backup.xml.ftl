<#-- A backup of a running domain. disks: the disks (DiskCopy); folder: where their copies are put. -->
<domainbackup mode="push">
  <disks>
<#list disks as disk>
    <disk name="${disk.target}" type="file">
      <driver type="qcow2"/>
      <target file="${folder}/${disk.volume}"/>
    </disk>
</#list>
  </disks>
</domainbackup>
