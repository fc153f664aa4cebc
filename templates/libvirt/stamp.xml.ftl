<#-- Our mark on a running domain, in one line; virsh metadata puts it into our namespace. -->
<stamp owner="${stamp.owner}" generation="${stamp.generation?c}"/>
