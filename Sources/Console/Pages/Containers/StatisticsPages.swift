//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials

/// What a container uses, as it goes on.
enum StatisticsPages {
    private static let one = "/clusters/{cluster}/containers/{container}"

    static let routes: [PageRoute] = [
        .get(one + "/statistics") { page in try await show(page) },
        .get(one + "/statistics/live") { page in
            let path = (page.dockerPath / "stats").with("stream", "1")
            return .events { write in
                try await write(Array(": listening\n\n".utf8))
                try await page.api.lines(of: JSONValue.self, path) { engine, _ in
                    let sample = try JSONEncoder().encode(ContainerStatistics(engine))
                    try await write(Array("data: ".utf8) + Array(sample) + Array("\n\n".utf8))
                }
            }
        },
    ]

    private static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let container: ContainerObject = try await page.api.get(page.containerPath)
        let charts: [HTML] = [
            chart("cpu", page(.cpuUse)), chart("memory", page(.memoryUse)), chart("network", page(.networkUse)),
            chart("disk", page(.diskUse)),
        ]
        let content: HTML =
            container.running
            ? """
            <noscript><p>\(page(.statisticsNeedScript))</p></noscript>
            <div class="row g-3" data-statistics="\(page.containerAddress / "statistics" / "live")">\(charts)</div>
            <p class="small text-body-secondary mt-3"><span id="statistics-processes">–</span> \(page(.processes))</p>
            """ : "<div class=\"empty\">\(page(.containerDoesNotRun))</div>"
        return page.show(
            Page(
                title: page(.statistics),
                section: .containers,
                crumbs: page.containerCrumbs(container.plainName),
                content: ContainerTabs.html(.statistics, page) + content,
                modules: [.statistics]
            )
        )
    }

    /// The present value, and a line of the last minutes.
    private static func chart(_ name: String, _ title: String) -> HTML {
        """
        <div class="col-12 col-md-6"><section class="card h-100"><div class="card-body">
        <h2 class="h6">\(title)</h2><p class="figure mb-1" data-value="\(name)">–</p>
        <svg class="chart" data-chart="\(name)" viewBox="0 0 300 60" preserveAspectRatio="none" role="img" \
        aria-label="\(title)"></svg></div></section></div>
        """
    }
}

extension Text {
    static let cpuUse = Text("CPU, of one core", "CPU（以单核计）")
    static let memoryUse = Text("Memory", "内存")
    static let networkUse = Text("Network: received, sent each second", "网络：每秒接收、发送")
    static let diskUse = Text("Disks: read, written each second", "磁盘：每秒读取、写入")
    static let processes = Text("processes", "个进程")
    static let containerDoesNotRun = Text(
        "The container doesn't run: start it, and look again.",
        "容器未运行：请先启动容器再查看。"
    )
    static let statisticsNeedScript = Text("Live statistics need JavaScript.", "实时监控需要启用 JavaScript。")
}
