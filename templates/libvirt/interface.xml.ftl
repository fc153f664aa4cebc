<#-- A network interface. nic: what is asked for (NicSpec); filter: what guards it, where something does. -->
    <interface type="network">
      <mac address="${nic.mac}"/>
      <source network="${nic.network}"/>
      <model type="${nic.model???then(nic.model.word(), "virtio")}"/>
<#if filter??>
      <filterref filter="${filter}"/>
</#if>
    </interface>
