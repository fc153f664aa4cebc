<#-- A network interface. nic: what is asked for (NicSpec). -->
    <interface type="network">
      <mac address="${nic.mac}"/>
      <source network="${nic.network}"/>
      <model type="${nic.model???then(nic.model.word(), "virtio")}"/>
    </interface>
