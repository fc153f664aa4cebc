<#-- A network. network: what is asked for (NetworkSpec). Without spanning tree: a guest that arrives would be cut off for
     seconds while its port learns, and a bridge of guests alone has no loop. -->
<network>
  <name>${network.name}</name>
  <uuid>${network.networkId}</uuid>
  <metadata>
    <kloigos:stamp xmlns:kloigos="https://kloigos.io/libvirt/1" owner="${network.owner}" generation="1"<#if network.createdAt??> created="${network.createdAt}"</#if><#if network.cidr??> cidr="${network.cidr}"</#if><#if network.mode != "OVS" && network.vlanId??> vlan="${network.vlanId?c}"</#if>/>
  </metadata>
<#if network.mode == "NAT" || network.mode == "ROUTE">
  <forward mode="${network.mode.word()}"/>
<#elseif network.mode != "ISOLATED">
  <forward mode="bridge"/>
</#if>
<#if network.gateway??>
  <bridge name="${network.bridge}" stp="off" delay="0"/>
<#else>
  <bridge name="${network.bridge}"/>
</#if>
<#if network.mode == "OVS">
  <virtualport type="openvswitch"/>
</#if>
<#if network.domain??>
  <domain name="${network.domain}" localOnly="yes"/>
</#if>
<#if network.dns?has_content>
  <dns>
<#list network.dns as entry>
    <host ip="${entry.ip}">
<#list entry.hostnames as hostname>
      <hostname>${hostname}</hostname>
</#list>
    </host>
</#list>
  </dns>
</#if>
<#if network.gateway??>
  <ip address="${network.gateway}" prefix="${network.prefix?c}">
<#if network.dhcp??>
    <dhcp>
      <range start="${network.dhcp.start}" end="${network.dhcp.end}"/>
    </dhcp>
</#if>
  </ip>
</#if>
<#if network.mode == "OVS" && network.vlanId??>
  <portgroup name="vlan${network.vlanId?c}" default="yes">
    <vlan>
      <tag id="${network.vlanId?c}"/>
    </vlan>
  </portgroup>
</#if>
</network>
