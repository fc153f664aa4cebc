<#-- What stands before one interface. guard: whose (NicGuard); name: of the filter; groups: the names of its groups. -->
<filter name="${name}" chain="root">
  <uuid>${guard.id()}</uuid>
  <rule action="drop" direction="out" priority="-900">
    <mac match="no" srcmacaddr="$MAC"/>
  </rule>
<#if guard.address??>
  <rule action="accept" direction="out" priority="-850">
    <ip srcipaddr="0.0.0.0" protocol="udp" srcportstart="68" dstportstart="67"/>
  </rule>
  <rule action="accept" direction="out" priority="-850">
    <arp arpsrcipaddr="0.0.0.0"/>
  </rule>
  <rule action="drop" direction="out" priority="-800">
    <ip match="no" srcipaddr="${guard.address}"/>
  </rule>
  <rule action="drop" direction="out" priority="-800">
    <arp match="no" arpsrcipaddr="${guard.address}"/>
  </rule>
</#if>
  <rule action="accept" direction="out" priority="100">
    <udp srcportstart="68" dstportstart="67"/>
  </rule>
  <rule action="accept" direction="in" priority="100">
    <udp srcportstart="67" dstportstart="68"/>
  </rule>
<#-- how IPv6 neighbours find each other; connections are not tracked there -->
<#list 133..136 as type>
  <rule action="accept" direction="inout" priority="100" statematch="false">
    <icmpv6 type="${type?c}"/>
  </rule>
</#list>
<#list groups as group>
  <filterref filter="${group}"/>
</#list>
<#if guard.outIsOpen>
  <rule action="accept" direction="out" priority="700">
    <all/>
  </rule>
  <rule action="accept" direction="out" priority="700">
    <all-ipv6/>
  </rule>
</#if>
  <rule action="accept" direction="in" priority="800">
    <all state="RELATED"/>
  </rule>
  <rule action="drop" direction="inout" priority="1000">
    <all/>
  </rule>
  <rule action="drop" direction="inout" priority="1000">
    <all-ipv6/>
  </rule>
</filter>
