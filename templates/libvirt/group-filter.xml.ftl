<#-- What the members of a security group may have. filter: its rules; name: of the filter. -->
<filter name="${name}" chain="root">
  <uuid>${filter.groupId}</uuid>
<#list rules as rule>
  <rule action="accept" direction="${rule.direction}" priority="500">
    <${rule.protocol}<#list rule.attributes as attribute, value> ${attribute}="${value}"</#list>/>
  </rule>
</#list>
</filter>
