<#-- Our mark on a running domain, in one line; virsh metadata puts it into our namespace. -->
<#t><stamp owner="${stamp.owner}" generation="${stamp.generation?c}">
<#t><#if stamp.project??><project value="${line(stamp.project)}"/></#if>
<#t><#if stamp.image??><image value="${line(stamp.image)}"/></#if>
<#t><#if stamp.createdAt??><created at="${stamp.createdAt}"/></#if>
<#t><#list stamp.labels?keys?sort as key><label key="${line(key)}" value="${line(stamp.labels[key])}"/></#list>
<#t><#list stamp.annotations?keys?sort as key><annotation key="${line(key)}" value="${line(stamp.annotations[key])}"/></#list>
<#t></stamp>
