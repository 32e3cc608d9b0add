"""EventBridge Pipes from a DynamoDB stream to an event bus, run with public AWS calls only."""
