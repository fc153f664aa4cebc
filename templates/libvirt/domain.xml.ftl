<#-- A guest. domain: what is asked for (DomainSpec); machine: what the host offers; disks: with their paths there. -->
<#assign hardware = domain.hardware>
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
  <memory unit="MiB">${hardware.mostMemoryMb(domain.memoryMb)?c}</memory>
  <currentMemory unit="MiB">${domain.memoryMb?c}</currentMemory>
<#assign cpus = hardware.mostCpus(domain.cpuCores)>
  <vcpu<#if cpus != domain.cpuCores> current="${domain.cpuCores?c}"</#if>>${cpus?c}</vcpu>
<#if hardware.numa??>
  <cputune>
<#list 0..<cpus as cpu>
    <vcpupin vcpu="${cpu?c}" cpuset="${hardware.numa.cpus?join(",")}"/>
</#list>
    <emulatorpin cpuset="${hardware.numa.cpus?join(",")}"/>
  </cputune>
  <numatune>
    <memory mode="strict" nodeset="${hardware.numa.node?c}"/>
  </numatune>
</#if>
  <os<#if hardware.firmware?? && hardware.firmware.word() == "uefi"> firmware="efi"</#if>>
    <type arch="${machine.arch}"<#if hardware.machine??> machine="${hardware.machine}"</#if>>hvm</type>
    <boot dev="hd"/>
    <boot dev="cdrom"/>
  </os>
  <features>
    <acpi/>
<#if machine.x86>
    <apic/>
</#if>
  </features>
<#assign model = hardware.cpuModel!machine.cpuMode>
<#assign isMode = ["host-model", "host-passthrough", "maximum"]?seq_contains(model)>
<#if hardware.topology?? || (model?has_content && !isMode)>
  <cpu<#if isMode> mode="${model}"<#elseif model?has_content> mode="custom" match="exact"</#if>>
<#if model?has_content && !isMode>
    <model fallback="forbid">${model}</model>
</#if>
<#if hardware.topology??>
    <topology sockets="${hardware.topology.sockets?c}" cores="${hardware.topology.cores?c}" threads="${hardware.topology.threads?c}"/>
</#if>
  </cpu>
<#elseif isMode>
  <cpu mode="${model}"/>
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
<#include "disk.xml.ftl">
</#list>
<#list domain.nics as nic>
<#include "interface.xml.ftl">
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
