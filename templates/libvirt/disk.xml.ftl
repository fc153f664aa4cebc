<#-- A disk. disk: with its path and its place in the guest. -->
    <disk type="${disk.block?then("block", "file")}" device="${disk.cdrom?then("cdrom", "disk")}">
      <driver name="qemu" type="${disk.format}"/>
      <source ${disk.block?then("dev", "file")}="${disk.path}"/>
      <target dev="${disk.target}" bus="${disk.bus}"/>
<#if disk.cdrom>
      <readonly/>
</#if>
    </disk>
