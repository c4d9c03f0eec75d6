"""The AWS adapters on moto in this process: DynamoDB, SQS, SES, SSM, Step Functions, on virtual time.

What moto does otherwise than AWS is overridden in interpreter.py, mends.py, queues.py and ses.py, and nowhere
else; an override whose place moved in a newer moto fails when the engine starts.
"""
