<#-- Names that DNS answers with an address, in one line. entry: the names (DnsHost). -->
<#t><host ip="${entry.ip}">
<#t><#list entry.hostnames as hostname><hostname>${hostname}</hostname></#list>
<#t></host>
