<#-- A guest. domain: what is asked for (DomainSpec); machine: what the host offers; disks: with their paths there. -->
<domain type="${machine.type}">
  <name>${domain.name}</name>
  <uuid>${domain.vmId}</uuid>
  <metadata>
    <kloigos:stamp xmlns:kloigos="https://kloigos.io/libvirt/1" owner="${stamp.owner}" generation="${stamp.generation?c}">
<#if stamp.project??>
      <kloigos:project value="${line(stamp.project)}"/>
</#if>
<#if stamp.image??>
      <kloigos:image value="${line(stamp.image)}"/>
</#if>
<#if stamp.createdAt??>
      <kloigos:created at="${stamp.createdAt}"/>
</#if>
<#list stamp.labels?keys?sort as key>
      <kloigos:label key="${line(key)}" value="${line(stamp.labels[key])}"/>
</#list>
<#list stamp.annotations?keys?sort as key>
      <kloigos:annotation key="${line(key)}" value="${line(stamp.annotations[key])}"/>
</#list>
    </kloigos:stamp>
  </metadata>
  <memory unit="MiB">${domain.memoryMb?c}</memory>
  <currentMemory unit="MiB">${domain.memoryMb?c}</currentMemory>
  <vcpu>${domain.cpuCores?c}</vcpu>
  <os>
    <type arch="${machine.arch}">hvm</type>
    <boot dev="hd"/>
  </os>
  <features>
    <acpi/>
<#if machine.x86>
    <apic/>
</#if>
  </features>
<#if machine.cpuMode?has_content>
  <cpu mode="${machine.cpuMode}"/>
</#if>
  <clock offset="utc"/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
<#if disks?filter(disk -> disk.bus == "scsi")?has_content>
    <controller type="scsi" model="virtio-scsi"/>
</#if>
<#list disks as disk>
    <disk type="${disk.block?then("block", "file")}" device="${disk.cdrom?then("cdrom", "disk")}">
      <driver name="qemu" type="${disk.format}"/>
      <source ${disk.block?then("dev", "file")}="${disk.path}"/>
      <target dev="${disk.target}" bus="${disk.bus}"/>
<#if disk.cdrom>
      <readonly/>
</#if>
    </disk>
</#list>
<#list domain.nics as nic>
    <interface type="network">
      <mac address="${nic.mac}"/>
      <source network="${nic.network}"/>
      <model type="${nic.model???then(nic.model.word(), "virtio")}"/>
    </interface>
</#list>
    <serial type="pty"/>
    <console type="pty"/>
    <channel type="unix">
      <target type="virtio" name="org.qemu.guest_agent.0"/>
    </channel>
    <graphics type="vnc" port="-1" autoport="yes" listen="127.0.0.1"/>
    <video>
      <model type="${machine.x86?then("vga", "virtio")}"/>
    </video>
    <rng model="virtio">
      <backend model="random">/dev/urandom</backend>
    </rng>
    <memballoon model="virtio"/>
  </devices>
</domain>
