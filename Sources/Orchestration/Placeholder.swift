enum OrchestrationPlaceholder {}
