//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The state of something in a word and a colour.
struct StateBadge: Sendable {
    private enum Tone: String {
        case good = "success", changing = "info", warning, bad = "danger", idle = "secondary"
    }

    /// As the API says it.
    let state: String

    func html(_ context: PageContext) -> HTML {
        "<span class=\"badge text-bg-\(meaning.0.rawValue)\">\(text(context))</span>"
    }

    /// The word alone.
    func text(_ context: PageContext) -> String { meaning.1.map { context($0) } ?? state }

    private var meaning: (Tone, Text?) {
        switch state.lowercased() {
        case "running": (.good, .stateRunning)
        case "healthy", "health": (.good, .stateHealthy)
        case "ready": (.good, .stateReady)
        case "up": (.good, .stateUp)
        case "down": (.bad, .stateDown)
        case "disabled": (.idle, .stateDisabled)
        case "starting", "created": (.changing, .stateStarting)
        case "updating": (.changing, .stateUpdating)
        case "scaling": (.changing, .stateScaling)
        case "initial": (.changing, .stateInitial)
        case "deleting", "removing": (.changing, .stateDeleting)
        case "waiting": (.warning, .stateWaiting)
        case "unhealthy", "unhealth": (.bad, .stateUnhealthy)
        case "failed": (.bad, .stateFailed)
        case "lost": (.bad, .stateLost)
        case "disconnected": (.warning, .stateDisconnected)
        case "enginedown": (.bad, .stateEngineDown)
        case "draining": (.changing, .stateDraining)
        case "drained": (.idle, .stateDrained)
        case "inactive": (.idle, .stateInactive)
        case "stopped": (.idle, .stateStopped)
        case "exited": (.idle, .stateExited)
        case "killed": (.idle, .stateKilled)
        case "restarting": (.changing, .stateRestarting)
        case "paused": (.idle, .statePaused)
        case "dead": (.bad, .stateDead)
        case "succeeded": (.good, .stateSucceeded)
        case "finished": (.good, .stateFinished)
        case "launching": (.changing, .stateStarting)
        case "stopping": (.changing, .stateStopping)
        case "pending": (.warning, .stateWaiting)
        case "canceled": (.idle, .stateCanceled)
        case "timedout": (.bad, .stateTimedOut)
        default: (.idle, nil)
        }
    }
}

extension Text {
    static let stateRunning = Text("running", "运行中")
    static let stateHealthy = Text("healthy", "健康")
    static let stateReady = Text("ready", "就绪")
    static let stateUp = Text("up", "可用")
    static let stateDown = Text("down", "不可用")
    static let stateDisabled = Text("disabled", "已停用")
    static let stateStarting = Text("starting", "启动中")
    static let stateUpdating = Text("updating", "更新中")
    static let stateScaling = Text("scaling", "伸缩中")
    static let stateInitial = Text("preparing", "准备中")
    static let stateDeleting = Text("deleting", "删除中")
    static let stateWaiting = Text("waiting", "等待中")
    static let stateUnhealthy = Text("unhealthy", "不健康")
    static let stateFailed = Text("failed", "失败")
    static let stateLost = Text("lost", "失联")
    static let stateDisconnected = Text("disconnected", "连接断开")
    static let stateEngineDown = Text("engine down", "Docker 引擎停止")
    static let stateDraining = Text("draining", "排空中")
    static let stateDrained = Text("drained", "已排空")
    static let stateInactive = Text("inactive", "未激活")
    static let stateStopped = Text("stopped", "已停止")
    static let stateExited = Text("exited", "已退出")
    static let stateRestarting = Text("restarting", "重启中")
    static let statePaused = Text("paused", "已暂停")
    static let stateDead = Text("dead", "已失效")
    static let stateSucceeded = Text("succeeded", "已成功")
    static let stateFinished = Text("finished", "已完成")
    static let stateStopping = Text("stopping", "停止中")
    static let stateCanceled = Text("canceled", "已取消")
    static let stateTimedOut = Text("timed out", "已超时")
    static let stateKilled = Text("killed", "已终止")
}
