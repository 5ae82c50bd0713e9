"""What an operator's monitoring reads: status, metrics, alarms."""
