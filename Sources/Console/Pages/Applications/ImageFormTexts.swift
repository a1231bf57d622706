//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension Text {
    static let basics = Text("Basics", "基本信息")
    static let limits = Text("Limits", "资源限制")
    static let network = Text("Network", "网络")
    static let data = Text("Values and data", "环境变量与数据")
    static let makeTemplate = Text("Make the template", "生成编排模板")
    static let applicationName = Text("Name of the application", "应用名称")
    static let imageHint = Text(
        "Such as nginx:1.27 or registry.example.com/shop:2.0.",
        "例如 nginx:1.27 或 registry.example.com/shop:2.0。"
    )
    static let serviceName = Text("Name of the service", "服务名称")
    static let containerCount = Text("Number of containers", "容器数量")
    static let oneOnEveryNode = Text("One on every node instead", "改为每个节点运行一个")
    static let command = Text("Command", "启动命令")
    static let commandHint = Text("Left empty: the image's.", "留空则使用镜像自带的命令。")
    static let restart = Text("Restart", "重启策略")
    static let restartAlways = Text("always", "总是重启")
    static let restartOnFailure = Text("after a failure", "失败时重启")
    static let restartNo = Text("never", "不重启")
    static let ports = Text("Ports", "端口")
    static let portsHint = Text(
        "One on each line: 80, or 8080:80 to reach it at port 8080 of its node.",
        "每行一个：80；或 8080:80，表示通过节点的 8080 端口访问。"
    )
    static let webAddresses = Text("Web addresses", "访问地址")
    static let webAddressesHint = Text(
        "A short name, which gets the cluster's domain, or a full one such as http://www.example.com; several with ;",
        "短名称（自动加上集群域名），或完整地址如 http://www.example.com；多个地址用 ; 分隔。"
    )
    static let routedPort = Text("Port of the container that they lead to", "对应的容器端口")
    static let routedPortHint = Text("Such as 80.", "例如 80。")
    static let environment = Text("Environment", "环境变量")
    static let environmentHint = Text("NAME=value, one on each line.", "每行一个，格式为 NAME=value。")
    static let volumesHint = Text(
        "One on each line: data:/var/lib/data for a volume, or /srv/data:/data for a folder of the node.",
        "每行一个：data:/var/lib/data 表示数据卷，/srv/data:/data 表示节点上的目录。"
    )
    static let memoryLimit = Text("Memory", "内存")
    static let memoryHint = Text("Such as 256m or 2g; left empty: no limit.", "例如 256m 或 2g；留空则不限制。")
    static let cpuLimit = Text("CPU cores", "CPU 核数")
    static let cpuHint = Text("Such as 0.5 or 2; left empty: no limit.", "例如 0.5 或 2；留空则不限制。")
    static let privileged = Text(
        "Privileged: it may do on its node what root may",
        "特权模式：容器在节点上拥有 root 权限"
    )
    static let nameMissing = Text("Name of the application: give it one.", "应用名称：请填写。")
    static let imageMissing = Text("Image: name one.", "镜像：请填写。")
    static let serviceNameWrong = Text(
        "Name of the service: use letters, digits, hyphens and underscores.",
        "服务名称：只能使用字母、数字、连字符和下划线。"
    )
    static let routedPortMissing = Text(
        "Web addresses: say which port of the container they lead to.",
        "访问地址：请填写对应的容器端口。"
    )
}
